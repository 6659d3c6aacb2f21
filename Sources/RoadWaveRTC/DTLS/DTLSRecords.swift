/// Cuts bytes at the borders of DTLS records (RFC 6347 §4.1), and packs records into datagrams.
///
/// A memory BIO is a stream and does not keep the ends of writes. But each record begins with a 13-byte header that
/// contains its length, and must be in one datagram.
enum DTLSRecords {
    /// Content type, version, epoch, sequence number, length.
    static let headerLength = 13

    /// The ranges of the whole records from the start. Bytes after them are not a whole record.
    static func ranges(in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        while bytes.count - start >= headerLength {
            let end = start + headerLength + Int(bytes[start + 11]) << 8 + Int(bytes[start + 12])
            guard end <= bytes.count else { break }
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }

    /// Whole records, packed in order into datagrams of at most `limit` bytes. A longer record gets its own datagram.
    ///
    /// A handshake of six records then takes two or three datagrams, and fewer can be lost. Records of two versions (a
    /// ClientHello has the oldest) do not share a datagram: OpenSSL discards a record with an unexpected version, and
    /// the rest of the datagram with it.
    static func datagrams(from stream: UnsafeRawBufferPointer, limit: Int) -> [[UInt8]] {
        var datagrams: [Range<Int>] = []
        for record in ranges(in: stream) {
            if let last = datagrams.last, record.upperBound - last.lowerBound <= limit,
                version(of: record, in: stream) == version(of: last, in: stream)
            {
                datagrams[datagrams.count - 1] = last.lowerBound..<record.upperBound
            } else {
                datagrams.append(record)
            }
        }
        return datagrams.map { [UInt8](stream[$0]) }
    }

    private static func version(of record: Range<Int>, in stream: UnsafeRawBufferPointer) -> UInt16 {
        UInt16(stream[record.lowerBound + 1]) << 8 | UInt16(stream[record.lowerBound + 2])
    }
}
