/// An event of a recording.
enum RecordingEvent: Hashable, Sendable {
    /// This many bytes, with this many packets of the creator, were written to the file.
    case written(bytes: Int, packets: Int)
    /// This many packets are missing from the recording: a gap in time.
    case lost(packets: Int)
    /// The file can no longer be written.
    case failed(SystemError)
    /// The file can be written again.
    case recovered
    /// The recording is complete, with its end.
    case ended
}
