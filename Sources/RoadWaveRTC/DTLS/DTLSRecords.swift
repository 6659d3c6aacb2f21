/// Cuts bytes at the borders of DTLS records (RFC 6347 §4.1), and packs records into datagrams.
///
/// A memory BIO is a stream and forgets where one write ended, but each record begins with a 13-byte header that holds
/// its length, and must lie in one datagram.
enum DTLSRecords {
    /// Content type, version, epoch, sequence number, length.
    static let headerLength = 13

    /// Where the whole records lie, from the first on; what is left at the end is not a whole record.
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

    /// Whole records, packed in order into datagrams of at most `limit` bytes; a longer record goes alone.
    ///
    /// A handshake of six records then costs two or three datagrams, and fewer can be lost. Records of two versions
    /// (a ClientHello has the oldest) do not share one: OpenSSL discards a record of the version that it does not
    /// expect, and with it the rest of the datagram.
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
