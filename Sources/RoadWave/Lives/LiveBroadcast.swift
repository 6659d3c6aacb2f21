internal import WebRTC

/// Where the encoding of a live is. It begins once and is over once: a second pipeline would number its segments from 0
/// again, over those that listeners have.
enum LiveBroadcast {
    /// No packet has come yet.
    case awaited
    /// Encoding since the first packet, which gave the live its start.
    case running(BroadcastPipeline, start: MonotonicTime)
    /// Nothing more is encoded: the live has ended, or a codec has failed.
    case over

    /// The encoding under way and its start; nil before and after.
    var running: (pipeline: BroadcastPipeline, start: MonotonicTime)? {
        if case .running(let pipeline, let start) = self { (pipeline, start) } else { nil }
    }
}
