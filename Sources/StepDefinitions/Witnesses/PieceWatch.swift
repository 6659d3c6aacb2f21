internal import Foundation
internal import RoadWaveTestServices

/// Notes when each copy of a part of a recording appears in the storage's log. The log has no times, so it is read
/// again and again.
actor PieceWatch {
    /// A write that the storage confirmed.
    struct Write: Sendable {
        /// The name below the folder of the recording.
        let name: String
        let seen: ContinuousClock.Instant
    }

    private let path: String
    private let folder: String
    private let bucket: String
    private var offset: UInt64
    /// The beginning of a line that is not whole yet.
    private var rest: [UInt8] = []
    private(set) var writes: [Write] = []
    private var task: Task<Void, Never>?

    /// - Parameters:
    ///   - offset: the part of the log that is left out, in bytes.
    ///   - live: whose recording is copied.
    ///   - bucket: that of the copies.
    init(log storage: S3Server, from offset: UInt64, of live: String, in bucket: String) {
        path = storage.accessLog
        folder = "/recordings/\(live)/"
        self.bucket = bucket
        self.offset = offset
    }

    /// Looks again and again, until ``stop()``.
    func start() {
        task = Task {
            while !Task.isCancelled {
                look()
                // why: the pause between two looks.
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    func stop() async {
        task?.cancel()
        await task?.value
    }

    private func look() {
        guard let file = FileHandle(forReadingAtPath: path) else { return }
        defer { try? file.close() }
        guard (try? file.seek(toOffset: offset)) != nil, let bytes = try? file.readToEnd() else { return }
        offset += UInt64(bytes.count)
        let text = rest + Array(bytes)
        let end = text.lastIndex(of: UInt8(ascii: "\n")) ?? -1
        rest = Array(text[(end + 1)...])
        let lines = StorageLog(String(decoding: text[..<(end + 1)], as: UTF8.self))
        let now = ContinuousClock.now
        writes += lines.writes(below: folder, in: bucket).map { Write(name: $0, seen: now) }
    }
}
