/// The state of a live at one moment.
public struct Live: Hashable, Sendable, Identifiable {
    /// Its identity.
    public let id: LiveID
    /// The user who publishes it.
    public let creator: UserID
    /// The texts that the creator gave.
    public let metadata: LiveMetadata
    /// The names of its renditions, best first.
    public let renditions: [String]
    /// How far behind the creator players are asked to stay.
    public let playerBuffer: Duration
    /// The state in its life cycle.
    public internal(set) var state: LiveState
    /// Why the live is over; nil before.
    public internal(set) var endReason: EndReason?
    /// When the creator was admitted.
    public let startedAt: WallDate
    /// When the live was over.
    public internal(set) var endedAt: WallDate?
    /// The state of the creator's connection; nil once the live is over.
    public internal(set) var connection: LiveConnection?

    /// True once no more sound will come.
    public var isOver: Bool { state == .ended || state == .lost }
    /// The path of the playlist that players open.
    public var playlistPath: String { Self.playlistPath(of: id) }

    /// The path of the playlist of a live.
    static func playlistPath(of id: LiveID) -> String { "/lives/\(id)/master.m3u8" }
}
