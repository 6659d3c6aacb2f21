import Testing

@testable import RoadWave

@Suite("Program dates")
struct WallDateTests {
    @Test(
        "dates are written to the millisecond, in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_774_787_696_789, "2026-03-29T12:34:56.789Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ])
    func description(milliseconds: Int64, text: String) {
        #expect(WallDate(millisecondsSince1970: milliseconds).description == text)
        #expect(WallDate(parsing: text)?.millisecondsSince1970 == milliseconds)
    }

    @Test("days all over a thousand years survive writing and reading")
    func manyDays() {
        // A prime step meets every day of the month and of the leap cycle.
        for day in stride(from: Int64(-200_000), to: 200_000, by: 13) {
            let date = WallDate(millisecondsSince1970: day * 86_400_000 + 12_345_678)
            guard WallDate(parsing: date.description) == date else {
                Issue.record("\(date)")
                return
            }
        }
    }

    @Test(
        "zones and short fractions are read",
        arguments: [
            ("2026-03-29T14:34:56.789+02:00", 1_774_787_696_789), ("2026-03-29T14:34:56.789+0200", 1_774_787_696_789),
            ("2026-03-29T07:04:56-05:30", 1_774_787_696_000), ("2026-03-29T12:34:56.7Z", 1_774_787_696_700),
            ("2026-03-29T12:34:56.7891234Z", 1_774_787_696_789), ("2026-03-29T12:34:56", 1_774_787_696_000),
        ])
    func zones(text: String, milliseconds: Int64) {
        #expect(WallDate(parsing: text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", "2026", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+2",
            "2026-01-01T00:00:00Zx", "+026-01-01T00:00:00Z", "٢٠٢٦-01-01T00:00:00Z",
            // In UTC, the years before 0 and after 9999.
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:60Z", "9999-12-31T23:59:59.999-00:01",
        ])
    func malformed(text: String) {
        #expect(WallDate(parsing: text) == nil)
    }

    @Test("media time moves a date to the nearest millisecond")
    func addition() {
        let start = WallDate(millisecondsSince1970: 1_000)
        #expect((start + MediaTime(samples: 96_000)).millisecondsSince1970 == 3_000)
        #expect((start + MediaTime(samples: 1_024)).millisecondsSince1970 == 1_021)
        #expect((start + MediaTime(samples: -1_024)).millisecondsSince1970 == 979)
    }
}
