/// What becomes of a recording.
enum RecordingEvent: Hashable, Sendable {
    /// So many bytes, with so many packets of the creator, are in the file.
    case written(bytes: Int, packets: Int)
    /// So many packets are lost to the recording: a gap in time.
    case lost(packets: Int)
    /// The file cannot be written, and could be before.
    case failed(SystemError)
    /// The file can be written again.
    case recovered
    /// The recording is whole, with its end.
    case ended
}
