import Testing

@testable import Gherkin

@Suite("Numbers of any size")
struct BigNumberTests {
    @Test("leading zeros and a plus sign change no integer")
    func canonicalIntegers() {
        #expect(BigInteger("-007") == BigInteger("-7"))
        #expect(BigInteger("+0") == BigInteger("-0"))
        #expect(BigInteger("-12")?.description == "-12")
    }

    @Test("what is no integer is none", arguments: ["", "-", "1.5", "1 000", "0x10", "٣", "--1"])
    func noIntegers(_ text: String) {
        #expect(BigInteger(text) == nil)
    }

    @Test("integers are ordered by value")
    func order() throws {
        let numbers = ["9", "-10", "100", "-9", "0", "99"].compactMap(BigInteger.init)
        #expect(numbers.sorted().map(\.description) == ["-10", "-9", "0", "9", "99", "100"])
    }

    @Test("an integer converts where it fits")
    func conversion() throws {
        #expect(Int8(exactly: try #require(BigInteger("-128"))) == -128)
        #expect(Int8(exactly: try #require(BigInteger("128"))) == nil)
    }

    @Test("a decimal keeps its digits and has a nearest double")
    func decimals() {
        #expect(BigDecimal("+3.10")?.description == "3.10")
        #expect(BigDecimal("-.5E-2")?.double == -0.005)
    }

    @Test("what is no decimal is none", arguments: ["", "nan", "inf", "0x1p3", "1,5", "+-1", "++1", "1 "])
    func noDecimals(_ text: String) {
        #expect(BigDecimal(text) == nil)
    }
}
