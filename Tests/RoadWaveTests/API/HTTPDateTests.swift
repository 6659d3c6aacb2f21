import Foundation
import Testing

@testable import RoadWave

@Suite("HTTP date")
struct HTTPDateTests {
    @Test("the example of RFC 9110 is written as it stands there")
    func example() {
        #expect(Date(timeIntervalSince1970: 784_111_777).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
