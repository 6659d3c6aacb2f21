internal import RoadWaveTestServices

/// What the scenario of the monitoring has beside the node: creators, the cache and the delay before it, the load, and the
/// team that is alerted.
struct MonitoringScene: Sendable {
    /// What a sabotage changes.
    enum Accomplice: Hashable, Sendable {
        /// The cache stays as fast as it is.
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
    /// What the second node may use, in megabytes.
    var memoryCapacity = 0.0
    /// What keeps the processors busy.
    var load: [ChildProcess] = []

    /// How long a value is over its threshold before an alert, and under it before the end, in this scenario: 30 s and 60 s
    /// are for the tests of the machine, which need no real time.
    static let hold = 3
    /// What the second node may send.
    static let uplink = 0.1
}
