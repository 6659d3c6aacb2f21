/// What a scenario of many lives that end together has: their queue, as it was seen from outside.
struct WorkerScalingScene: Sendable {
    /// How many workers a machine of two cores is given at most.
    static let mostWorkers = 4
    /// How many there are before others are asked for.
    static let firstWorkers = 2

    /// How many lives ended.
    var lives = 0
    /// The tone of each live's creator, in hertz.
    var tones: [String: Double] = [:]
    /// The lives in the order of the queue, before anybody took one.
    var order: [String] = []
    /// What was seen of the queue from the first worker on.
    var watch: QueueWatch?
}
