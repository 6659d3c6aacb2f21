internal import CFileStatus
internal import Glibc

/// The directory of a node's recordings: one file `LIVE_ID.opus` per live, from its first packet on.
///
/// They are on the node's own disk, separate from the object storage, so that neither can delay the other.
struct RecordingDirectory: Sendable {
    /// Temporary files of a dead process are removed after an hour: a write takes far less.
    private static let leftoverAgeSeconds = 3_600

    /// The path of the directory; created when the first recording begins.
    let path: String
    /// How recordings are written.
    let configuration: RecordingConfiguration
    private let queues = FileQueues(label: "roadwave.recordings")
    private let room: RecordingRoom?

    init(path: String, configuration: RecordingConfiguration) {
        self.path = path
        self.configuration = configuration
        room = configuration.maximumBytes.map { RecordingRoom(path: path, maximum: $0) }
        // A file that cannot be removed takes a few kilobytes, and does not prevent the recording.
        _ = try? Directory.removeFiles(
            in: "\(path)/\(RecordingFile.incomingFolder)", olderThan: Self.leftoverAgeSeconds)
    }

    /// The file of a live; it is not created yet.
    func file(of live: LiveID) -> RecordingFile { RecordingFile(folder: path, name: "\(live).opus") }

    /// Appends bytes to a file.
    /// - Returns: the file in its new state.
    func append(
        _ bytes: [UInt8], to file: RecordingFile, synchronizing: Bool
    ) async throws(SystemError) -> RecordingFile {
        try await queues.run(on: file.name) { () throws(SystemError) in
            var file = file
            try room?.take(bytes.count)
            do throws(SystemError) {
                try file.append(bytes, synchronizing: synchronizing)
            } catch {
                room?.giveBack(bytes.count)
                throw error
            }
            return file
        }
    }

    /// The lives that have a recording here.
    func recordings() -> [LiveID] {
        // No directory: nothing was recorded yet.
        let entries = (try? Directory.entries(path)) ?? []
        return entries.compactMap { entry in
            entry.isFolder || !entry.name.hasSuffix(".opus") ? nil : LiveID(entry.name.dropLast(5))
        }
    }

    /// The bytes of a recording; 0 if there is none.
    func size(of live: LiveID) -> Int64 {
        (try? Directory.status(of: file(of: live).path)).map { Int64($0.size) } ?? 0
    }

    /// A part of a recording; less of it if the file ends before.
    func read(_ live: LiveID, _ range: Range<Int>) async throws(SystemError) -> [UInt8] {
        let file = file(of: live)
        return try await queues.run(on: file.name) { () throws(SystemError) in
            try OpenFile(file.path, flags: O_RDONLY).read(range)
        }
    }

    /// Removes a recording; an absent one is no error.
    /// - Returns: the bytes that it had.
    @discardableResult
    func remove(_ live: LiveID) async throws(SystemError) -> Int64 {
        let (file, size) = (file(of: live), size(of: live))
        try await queues.run(on: file.name) { () throws(SystemError) in try Directory.removeFile(file.path) }
        room?.giveBack(Int(size))
        return size
    }
}
