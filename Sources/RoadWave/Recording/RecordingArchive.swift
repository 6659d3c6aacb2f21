internal import RoadWaveMedia
internal import RoadWaveRTC

/// The copies of recordings in the secondary storage, from which workers read them.
///
/// A recording is there as the pieces in which it was sent: `recordings/{live}/{offset}.opus`. Each is an object of its own
/// that can be read at once; parts of a multipart upload would be too small, and invisible until its end.
/// See docs/decisions/recording.md, « Copies in pieces ».
struct RecordingArchive: Sendable {
    /// The largest piece, in bytes: 20 minutes at 48 kbit/s. It is in memory while it is sent.
    static let largestPiece = 8 << 20
    private static let folder = "recordings"
    /// The digits of an offset: names sort as numbers, up to 1 TB.
    private static let digits = 12

    let storage: any ObjectStorage

    /// The recording of a live, as far as it was sent; nil if nothing was.
    func recording(of live: LiveID) async throws(StorageError) -> ArchivedRecording? {
        let prefix = try Self.prefix(of: live)
        var pieces: [ArchivedRecording.Piece] = []
        var last: ObjectKey?
        let page = 1_000
        while true {
            let keys = try await storage.list(prefix, after: last, limit: page)
            for key in keys {
                guard let name = key.path.split(separator: "/").last, name.hasSuffix(".opus"),
                    let offset = Int64(digits: name.dropLast(5))
                else { continue }
                pieces.append(ArchivedRecording.Piece(key: key, offset: offset))
            }
            guard keys.count == page else { break }
            last = keys.last
        }
        guard let end = pieces.last else { return nil }
        let size = try await storage.head(end.key).size
        return ArchivedRecording(storage: storage, pieces: pieces, size: end.offset + Int64(size))
    }

    /// Stores the piece that begins at an offset, and checks that it is there.
    func put(_ bytes: [UInt8], of live: LiveID, at offset: Int64) async throws(StorageError) {
        let number = String(offset)
        let name = String(repeating: "0", count: max(0, Self.digits - number.count)) + number
        let key = try ObjectKey("\(Self.folder)/\(live)/\(name).opus")
        // S3 refuses bytes that do not match the SHA-256 in the signature.
        try await storage.put(bytes, key: key, attributes: ObjectAttributes(contentType: "audio/ogg"))
        guard try await storage.head(key).size == bytes.count else {
            throw StorageError(code: .damaged, message: "\(key) is not as long in the storage as it was sent")
        }
    }

    /// Deletes the recording of a live.
    /// - Returns: its pieces, with their bytes.
    @discardableResult
    func delete(_ live: LiveID) async throws(StorageError) -> ObjectTally {
        try await storage.deleteAndMeasure(try Self.prefix(of: live))
    }

    /// The pieces of the recording of a live, with their bytes.
    func measure(_ live: LiveID) async throws(StorageError) -> ObjectTally {
        try await storage.measure(try Self.prefix(of: live))
    }

    /// The lives that have a recording here, some at a time, in the order of their identities.
    /// - Parameter live: the last one of the page before.
    /// - Returns: none at the end.
    func lives(after live: LiveID?) async throws(StorageError) -> [LiveID] {
        // The names of pieces begin with a digit: all of those of the last live come before « z ».
        var last = try live.map { live throws(StorageError) in try ObjectKey("\(Self.folder)/\(live)/z") }
        let (folder, page) = (ObjectPrefix(folder: try ObjectKey(Self.folder)), 1_000)
        while true {
            let keys = try await storage.list(folder, after: last, limit: page)
            var lives: [LiveID] = []
            for key in keys {
                let parts = key.path.split(separator: "/")
                // Other files may be here, but no recording of ours.
                guard parts.count == 3, let live = LiveID(parts[1]), lives.last != live else { continue }
                lives.append(live)
            }
            if !lives.isEmpty || keys.count < page { return lives }
            last = keys.last
        }
    }

    /// Why recordings cannot be looked for, in one English line; nil if they can. Nothing is written.
    func failure() async -> String? {
        do {
            _ = try await storage.list(ObjectPrefix(folder: try ObjectKey(Self.folder)), after: nil, limit: 1)
            return nil
        } catch {
            return "the storage does not work: \(error)"
        }
    }

    private static func prefix(of live: LiveID) throws(StorageError) -> ObjectPrefix {
        ObjectPrefix(folder: try ObjectKey("\(folder)/\(live)"))
    }
}

/// A recording in the secondary storage. It is read in large pieces, since the reader asks for small ones.
actor ArchivedRecording: RecordingSource {
    /// An object with a part of the recording.
    struct Piece: Sendable {
        let key: ObjectKey
        /// Where it begins in the recording.
        let offset: Int64
    }

    /// A range of one object in one request: a minute and a half at 48 kbit/s.
    private static let readSize = 512 << 10

    nonisolated let size: Int64
    /// The pieces, in the order of their offsets.
    nonisolated let pieces: [Piece]
    private let storage: any ObjectStorage
    private var buffer: (offset: Int64, bytes: [UInt8]) = (0, [])

    init(storage: any ObjectStorage, pieces: [Piece], size: Int64) {
        self.storage = storage
        self.pieces = pieces
        self.size = size
    }

    func read(at offset: Int64, count: Int) async throws -> [UInt8] {
        guard offset >= 0, offset < size, count > 0 else { return [] }
        if offset < buffer.offset || offset >= buffer.offset + Int64(buffer.bytes.count) {
            buffer = (offset, try await fetch(at: offset))
        }
        let start = Int(offset - buffer.offset)
        return Array(buffer.bytes[start..<min(buffer.bytes.count, start + count)])
    }

    private func fetch(at offset: Int64) async throws(StorageError) -> [UInt8] {
        guard let index = pieces.lastIndex(where: { $0.offset <= offset }) else { return [] }
        let end = index + 1 < pieces.count ? pieces[index + 1].offset : size
        let start = Int(offset - pieces[index].offset)
        let count = Int(min(Int64(Self.readSize), end - offset))
        let object = try await storage.get(pieces[index].key, range: start..<(start + count))
        guard !object.bytes.isEmpty else {
            throw StorageError(code: .damaged, message: "\(pieces[index].key) ends before \(start)")
        }
        return object.bytes
    }
}
