internal import RoadWaveTestServices

/// The parts of a scenario of a node that dies: two nodes, a creator at the studio page, and a listener on each node.
struct NodeDeathScene: Sendable {
    /// A listener, at the page of a node.
    struct Listening: Sendable {
        /// Whose page it is: « auditeur de A ».
        let name: String
        let page: WitnessedPage
    }

    /// The death of the node.
    struct Crash: Sendable {
        let at: ContinuousClock.Instant
        /// The identifier of the process.
        let pid: Int32
        /// The last segment that each playlist listed by then, by rendition; -1 for none.
        let listed: [String: Int]
    }

    /// The renditions of a node with default settings.
    static let renditions = ["96k", "48k", "32k"]

    /// The supervisor of the node that dies. The other node is the world's own.
    var pod: PodSupervisor?
    /// The rules of that pod in the manifests.
    var rules: PodRules?
    var studio: StudioCreator?
    /// The identifier of the live.
    var live = ""
    /// When the studio showed that the live was on the air.
    var onAir: ContinuousClock.Instant?
    var listeners: [Listening] = []
    var crash: Crash?

    /// The change of the manifests by a sabotage.
    var alteration: ManifestAlteration?
    /// Another fault, for a sabotage.
    var mishaps: Set<Mishap> = []

    enum Mishap: Sendable {
        /// The creator ends the live just before.
        case creatorEndsLiveFirst
        /// The node's disk is lost with it.
        case diskIsLost
        /// The other node dies at the same moment.
        case otherNodeDies
        /// The process that takes its place answers nothing.
        case restartedNodeHangs
    }
}
