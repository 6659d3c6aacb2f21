internal import CFFmpeg

/// The log of the FFmpeg libraries, which goes to standard error unless it is told not to.
enum FFmpegLog {
    /// Runs once in a process, before the first use of a library: errors reach callers as `MediaError`, so the log
    /// would only repeat them on a stream that belongs to the program.
    private static let silenced: Void = av_log_set_level(AV_LOG_QUIET)

    /// Silences the log; cheap to call again.
    static func silence() { _ = silenced }
}
