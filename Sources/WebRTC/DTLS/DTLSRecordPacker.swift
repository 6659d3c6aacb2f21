/// Cuts what the library wrote into datagrams.
///
/// A memory BIO is a stream and forgets where one write ended, but every DTLS record begins with a 13-byte header that
/// holds its length (RFC 6347 §4.1), and a record must lie in one datagram. Records of a flight share datagrams up to
/// the limit: a handshake of six records then costs two or three datagrams, and fewer can be lost.
enum DTLSRecordPacker {
    /// Content type, version, epoch, sequence number, length.
    static let headerLength = 13

    /// Whole records, packed in order into datagrams of at most `limit` bytes; a longer record goes alone.
    static func datagrams(from stream: UnsafeRawBufferPointer, limit: Int) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        var start = 0
        var end = 0
        while let length = recordLength(in: stream, at: end) {
            if end > start, end + length - start > limit {
                datagrams.append([UInt8](stream[start..<end]))
                start = end
            }
            end += length
        }
        if end > start { datagrams.append([UInt8](stream[start..<end])) }
        return datagrams
    }

    /// Header and body of the record at `offset`; `nil` at the end, or when the rest is not a whole record.
    private static func recordLength(in stream: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        guard stream.count - offset >= headerLength else { return nil }
        let length = headerLength + Int(stream[offset + 11]) << 8 + Int(stream[offset + 12])
        return stream.count - offset >= length ? length : nil
    }
}
