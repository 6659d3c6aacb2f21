internal import RoadWaveMedia

/// The length of a recording, read from the headers of its Ogg pages without decoding it.
///
/// Pages that are torn or damaged are passed over; streams that follow each other are added up.
struct RecordedTime: Sendable {
    private static let capturePattern = Array("OggS".utf8)
    /// The bytes of a header, with all the lacing values that it may have (RFC 3533 section 6).
    private static let headerSize = 27
    private static let largestHeader = headerSize + 255
    private static let isFirstPage: UInt8 = 0x02
    private static let readSize = 512 << 10

    /// Samples at 48 kHz of the streams before this one.
    private var before: Int64 = 0
    /// Samples of this stream.
    private var current: Int64 = 0

    /// The seconds of a recording, to the nearest.
    static func seconds(of recording: some RecordingSource) async throws -> Int64 {
        var time = RecordedTime()
        var position: Int64 = 0
        while position < recording.size {
            let bytes = try await window(of: recording, at: position)
            guard !bytes.isEmpty else { break }
            position += time.take(bytes, isLast: position + Int64(bytes.count) >= recording.size)
        }
        return (time.before &+ time.current &+ 24_000) / 48_000
    }

    /// At least one whole header, unless the recording ends before: a source may give less than it is asked for.
    private static func window(of recording: some RecordingSource, at position: Int64) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < largestHeader {
            let more = try await recording.read(at: position + Int64(bytes.count), count: readSize)
            guard !more.isEmpty else { break }
            bytes += more
        }
        return bytes
    }

    /// Reads the headers in a window.
    /// - Returns: how far the next window is from this one; more than its length where a page goes on behind it.
    private mutating func take(_ bytes: [UInt8], isLast: Bool) -> Int64 {
        var index = 0
        while bytes.count - index >= (isLast ? Self.headerSize : Self.largestHeader) {
            guard bytes[index...].starts(with: Self.capturePattern) else {
                let next = bytes[(index + 1)...].firstIndex(of: Self.capturePattern[0])
                guard let next else { return Int64(bytes.count) }
                index = next
                continue
            }
            let lacing = bytes[(index + Self.headerSize)...].prefix(Int(bytes[index + 26]))
            let size = Self.headerSize + lacing.count + lacing.reduce(0) { $0 + Int($1) }
            // A page that the recording does not have to its end.
            if isLast, index + size > bytes.count { break }
            let granule = bytes[(index + 6)..<(index + 14)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            if bytes[index + 5] & Self.isFirstPage != 0 {
                before &+= current
                current = 0
            }
            // No packet ends on a page of position −1.
            current = max(current, Int64(bitPattern: granule))
            index += size
        }
        return Int64(isLast ? max(index, bytes.count) : max(index, 1))
    }
}
