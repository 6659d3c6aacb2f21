/// Where the broadcast of a live is. It begins once and is over once, whatever happens to its encoding in between.
enum LiveBroadcast {
    /// No packet has come yet.
    case awaited
    /// Encoding since the first packet.
    case running(LiveEncoding)
    /// Nothing more is encoded: the live has ended, or its codecs fail again and again.
    case over

    /// The encoding under way; nil before and after.
    var running: LiveEncoding? {
        if case .running(let encoding) = self { encoding } else { nil }
    }
}
