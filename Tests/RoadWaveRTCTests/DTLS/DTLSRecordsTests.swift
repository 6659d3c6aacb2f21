import Testing

@testable import RoadWaveRTC

@Suite("DTLS records")
struct DTLSRecordsTests {
    private func record(_ mark: UInt8, length: Int, version: UInt8 = 0xFD) -> [UInt8] {
        let header: [UInt8] = [22, 0xFE, version, 0, 0, 0, 0, 0, 0, 0, mark, UInt8(length >> 8), UInt8(length & 0xFF)]
        return header + [UInt8](repeating: mark, count: length)
    }

    private func pack(_ stream: [UInt8], limit: Int) -> [[UInt8]] {
        stream.withUnsafeBytes { DTLSRecords.datagrams(from: $0, limit: limit) }
    }

    @Test("records share a datagram up to the limit, to the byte")
    func sharing() {
        let records = [record(1, length: 37), record(2, length: 37), record(3, length: 37)]
        #expect(pack(records.flatMap(\.self), limit: 100) == [records[0] + records[1], records[2]])
        #expect(pack(records.flatMap(\.self), limit: 99) == records)
    }

    @Test("a record over the limit goes alone and whole")
    func longRecord() {
        let records = [record(1, length: 10), record(2, length: 300), record(3, length: 10)]
        #expect(pack(records.flatMap(\.self), limit: 100) == records)
    }

    @Test("an unfinished record is left out")
    func unfinished() {
        let whole = record(1, length: 10)
        for length in 0..<whole.count { #expect(pack(whole + whole.prefix(length), limit: 100) == [whole]) }
        #expect(pack([], limit: 100).isEmpty)
    }

    @Test("records of two versions do not share a datagram")
    func versions() {
        let records = [record(1, length: 10, version: 0xFF), record(2, length: 10), record(3, length: 10)]
        #expect(pack(records.flatMap(\.self), limit: 100) == [records[0], records[1] + records[2]])
    }

    @Test("borders are found up to the first unfinished record")
    func borders() {
        let stream = record(1, length: 0) + record(2, length: 300) + record(3, length: 5).dropLast()
        #expect(stream.withUnsafeBytes { DTLSRecords.ranges(in: $0) } == [0..<13, 13..<326])
    }
}
