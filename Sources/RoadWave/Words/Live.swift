/// A live as it is at one moment.
public struct Live: Hashable, Sendable, Identifiable {
    /// Its identity.
    public let id: LiveID
    /// Whose it is.
    public let creator: UserID
    /// What the creator tells about it.
    public let metadata: LiveMetadata
    /// The names of its renditions, best first.
    public let renditions: [String]
    /// How far behind the creator players are asked to stay.
    public let playerBuffer: Duration
    /// Where it is in its life.
    public internal(set) var state: LiveState
    /// Why it is over, once it is.
    public internal(set) var endReason: EndReason?
    /// When the creator was admitted.
    public let startedAt: WallDate
    /// When it was over.
    public internal(set) var endedAt: WallDate?
    /// How the creator's connection is; nil once the live is over.
    public internal(set) var connection: LiveConnection?

    /// True once nothing more will come.
    public var isOver: Bool { state == .ended || state == .lost }
    /// The path of the playlist that players open.
    public var playlistPath: String { "/lives/\(id)/master.m3u8" }
}
