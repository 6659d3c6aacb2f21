internal import RoadWaveTestServices

/// The parts of the monitoring scenario besides the node: creators, the cache and the delay in front of it, the load,
/// and the team on duty.
struct MonitoringScene: Sendable {
    /// The change of a sabotage.
    enum Accomplice: Hashable, Sendable {
        /// The cache is not slowed down.
        case noDelay
        /// The second node has all of the machine's memory.
        case ampleMemory
        /// The second node has a large uplink.
        case ampleUplink
        /// The node signs with another secret than the team has.
        case otherSecret
        /// The alert of the connections stays after the creators have left.
        case creatorsStay
    }

    var accomplices: Set<Accomplice> = []
    var crowd: CreatorCrowd?
    var team: AlertedTeam?
    var cache: DelayedCache?
    /// Of the node with small capacities.
    var second: ServerProcess?
    /// The memory capacity of the second node, in megabytes.
    var memoryCapacity = 0.0
    /// The programs that keep the processors busy.
    var load: [ChildProcess] = []

    /// How long a value is over its threshold before an alert, and under it before the end, in this scenario: 30 s and 60 s
    /// are for the tests of the machine, which need no real time.
    static let hold = 3
    /// The uplink of the second node.
    static let uplink = 0.1
}
