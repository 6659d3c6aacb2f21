import NIOCore

/// When each packet of a live left, from the first.
struct SendLog: Sendable {
    private var times: [NIODeadline] = []

    var count: Int { times.count }
    /// The samples at 48 kHz that were sent.
    var samples: Int { count * Programme.packetSamples }

    mutating func append(_ time: NIODeadline) { times.append(time) }

    /// When the packet left that holds the sample before `position`; nil when that was never sent.
    func departure(ofSampleBefore position: Int) -> NIODeadline? {
        let packet = max(0, position - 1) / Programme.packetSamples
        return times.indices.contains(packet) ? times[packet] : nil
    }
}
