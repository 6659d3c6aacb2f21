import Testing

@testable import RoadWave

@Suite("Byte range")
struct ByteRangeTests {
    @Test(
        "a single range is read",
        arguments: [
            ("bytes=0-99", ByteRange.from(0, through: 99)), ("bytes=5-", .from(5, through: nil)),
            ("bytes=-10", .suffix(10)),
        ])
    func valid(header: String, expected: ByteRange) {
        #expect(ByteRange(header: header) == expected)
    }

    @Test(
        "any other header is ignored",
        arguments: [
            "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=+1-2", "bytes 0-1",
            "bytes=99999999999999999999-",
        ])
    func ignored(header: String) {
        #expect(ByteRange(header: header) == nil)
    }

    @Test("a range is cut at the end")
    func resolved() {
        #expect(ByteRange.from(0, through: 99).resolve(size: 50) == 0..<50)
        #expect(ByteRange.from(10, through: .max).resolve(size: 50) == 10..<50)
        #expect(ByteRange.from(10, through: 19).resolve(size: 50) == 10..<20)
        #expect(ByteRange.suffix(10).resolve(size: 50) == 40..<50)
        #expect(ByteRange.suffix(100).resolve(size: 50) == 0..<50)
    }

    @Test("a range without any byte is not satisfiable")
    func unsatisfiable() {
        #expect(ByteRange.from(50, through: nil).resolve(size: 50) == nil)
        #expect(ByteRange.suffix(0).resolve(size: 50) == nil)
        #expect(ByteRange.suffix(1).resolve(size: 0) == nil)
    }
}
