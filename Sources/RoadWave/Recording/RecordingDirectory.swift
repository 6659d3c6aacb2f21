/// Where a node keeps its recordings: `LIVE_ID.opus` each, from the first packet of the live.
///
/// They are kept on the node's own disk, apart from the object storage, so that neither can hold up the other.
struct RecordingDirectory: Sendable {
    /// Files that a dead process left without their name are removed after an hour: a write takes far less.
    private static let leftoverAgeSeconds = 3_600

    /// Where it is; made when the first recording begins.
    let path: String
    /// How recordings are written.
    let configuration: RecordingConfiguration
    private let queues = FileQueues(label: "roadwave.recordings")
    private let room: RecordingRoom?

    init(path: String, configuration: RecordingConfiguration) {
        self.path = path
        self.configuration = configuration
        room = configuration.maximumBytes.map { RecordingRoom(path: path, maximum: $0) }
        // What cannot be removed takes a few kilobytes, and is no reason not to record.
        try? Directory.removeFiles(
            in: "\(path)/\(RecordingFile.incomingFolder)", olderThan: Self.leftoverAgeSeconds)
    }

    /// The file of a live, which is not made yet.
    func file(of live: LiveID) -> RecordingFile { RecordingFile(folder: path, name: "\(live).opus") }

    /// Writes what follows in a file.
    /// - Returns: the file as it is then.
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
