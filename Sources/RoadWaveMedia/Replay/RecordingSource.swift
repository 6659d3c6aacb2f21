/// Where the bytes of a recording come from: a file, or an object of a storage. They are read twice or more.
public protocol RecordingSource: Sendable {
    /// Bytes of the recording.
    var size: Int64 { get }

    /// Up to `count` bytes from `offset` on; empty at the end.
    func read(at offset: Int64, count: Int) async throws -> [UInt8]
}

/// A recording that is in memory.
public struct RecordingBytes: RecordingSource {
    /// The recording.
    public let bytes: [UInt8]

    /// A recording of these bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes of the recording.
    public var size: Int64 { Int64(bytes.count) }

    /// Up to `count` bytes from `offset` on; empty at the end.
    public func read(at offset: Int64, count: Int) -> [UInt8] {
        guard let start = Int(exactly: offset), bytes.indices.contains(start), count > 0 else { return [] }
        return Array(bytes[start..<min(bytes.count, start + count)])
    }
}
