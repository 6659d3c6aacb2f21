import Foundation
import Testing

@testable import RoadWave

@Suite("HTTP date")
struct HTTPDateTests {
    @Test("the example of RFC 9110 is written as it stands there")
    func example() {
        #expect(Date(timeIntervalSince1970: 784_111_777).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test("what is written is read")
    func roundTrip() {
        for seconds in [0, 784_111_777, 1_795_370_410, 4_102_444_799] {
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(Date(httpDate: date.httpDate) == date)
        }
    }

    @Test(
        "other texts are no dates",
        arguments: [
            "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nul 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 -1:00:00 GMT", "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        ])
    func malformed(text: String) {
        #expect(Date(httpDate: text) == nil)
    }
}
