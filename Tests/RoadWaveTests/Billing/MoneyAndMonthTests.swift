import Testing

@testable import RoadWave

@Suite("Money and months of bills")
struct MoneyAndMonthTests {
    @Test("the specification's estimate: 48 kbps × 100 listeners × 1 h is 2.16 GB and 0.0216 €")
    func estimate() {
        let estimate = BandwidthEstimate(
            bitrate: 48_000, listeners: 100, seconds: 3_600, pricePerGigabyte: BillingConfiguration().pricePerGigabyte)
        #expect(estimate?.bytes == 2_160_000_000)
        #expect(estimate?.cost.description == "0.0216")
    }

    @Test("an estimate that overflows is nil")
    func largeEstimate() {
        let price = MicroEuros(1)
        #expect(BandwidthEstimate(bitrate: .max, listeners: 2, seconds: 1, pricePerGigabyte: price) == nil)
        #expect(BandwidthEstimate(bitrate: 48_000, listeners: -1, seconds: 1, pricePerGigabyte: price) == nil)
    }

    @Test(
        "a cost is rounded to a millionth of a euro, halves up",
        arguments: [
            (0, 0), (49_999, 0), (50_000, 1), (149_999, 1), (150_000, 2), (1_000_000_000, 10_000),
            (2_160_000_000, 21_600), (1_000_000_050_000, 10_000_001),
        ] as [(Int64, Int64)])
    func rounding(bytes: Int64, cost: Int64) {
        #expect(MicroEuros.cost(of: bytes, perGigabyte: MicroEuros(10_000)) == MicroEuros(cost))
    }

    @Test("no amount traps")
    func largeAmounts() {
        #expect(MicroEuros.cost(of: .max, perGigabyte: MicroEuros(.max)) == MicroEuros(.max))
        #expect(MicroEuros(.max) + MicroEuros(1) == MicroEuros(.max))
    }

    @Test(
        "prices are decimal texts",
        arguments: [
            ("0.01", 10_000), ("0", 0), ("1000", 1_000_000_000), ("0.000001", 1), ("12.5", 12_500_000), ("", nil),
            (".5", nil), ("5.", nil), ("0.0000001", nil), ("1,5", nil), ("-1", nil), ("1e3", nil), ("0x10", nil),
            ("1234567", nil), ("٣", nil),
        ] as [(String, Int64?)])
    func prices(text: String, count: Int64?) {
        #expect(MicroEuros(parsing: text)?.count == count)
    }

    @Test("an amount is written as it is read")
    func amounts() {
        for text in ["0", "0.01", "1000", "0.000001", "12.5"] {
            #expect(MicroEuros(parsing: text)?.description == text)
        }
        #expect(MicroEuros(21_600).sixDecimals == "0.021600")
        #expect(MicroEuros(-1).sixDecimals == "-0.000001")
    }

    @Test("a month begins at the midnight of its zone, also where summer time begins or ends in it")
    func months() throws {
        let paris = try #require(BillingCalendar(zone: "Europe/Paris"))
        let october = BillingMonth(year: 2026, month: 10)
        #expect(paris.start(of: october).description == "2026-09-30T22:00:00.000Z")
        #expect(paris.end(of: october).description == "2026-10-31T23:00:00.000Z")
        let march = BillingMonth(year: 2027, month: 3)
        #expect(paris.start(of: march).description == "2027-02-28T23:00:00.000Z")
        #expect(paris.end(of: march).description == "2027-03-31T22:00:00.000Z")
        let december = BillingMonth(year: 2026, month: 12)
        #expect(paris.end(of: december).description == "2026-12-31T23:00:00.000Z")
        #expect(paris.month(of: paris.end(of: december)) == BillingMonth(year: 2027, month: 1))
        #expect(paris.month(of: paris.end(of: december) + .milliseconds(-1)) == december)
    }

    @Test("only a named zone is one: an offset has no summer time")
    func zones() {
        for zone in ["Europe/Paris", "UTC", "America/Argentina/Buenos_Aires"] {
            #expect(BillingCalendar(zone: zone)?.zone == zone)
        }
        for zone in ["", "GMT+2", "CET", "Europe/Atlantis", "../etc/passwd", "europe/paris"] {
            #expect(BillingCalendar(zone: zone) == nil)
        }
    }

    @Test("a month is parsed in the form in which it is written, and in no other")
    func monthTexts() {
        #expect(BillingMonth("2026-10")?.description == "2026-10")
        for text in ["", "2026", "2026-13", "2026-00", "2026-1", "2026-10-01", "0000-10", "20a6-10", "2026/10"] {
            #expect(BillingMonth(text) == nil)
        }
    }
}
