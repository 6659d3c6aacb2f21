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
}
