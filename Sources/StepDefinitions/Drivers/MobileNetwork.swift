internal import RoadWaveClient
internal import RoadWaveRTC
internal import RoadWaveTestServices

/// A creator's 4G network between the browser and the node: its delays, and a moment at which they grow.
///
/// 4G repairs what the air loses by sending it again, in order: most of the time an application sees no loss, only delay
/// (3GPP TS 36.322, the acknowledged mode of the radio link). Where the phone changes cells, packets are lost or overtake
/// each other: ``stir(isCongested:)``.
struct MobileNetwork: Sendable {
    /// Counts what the creator sends.
    let meter: PacketMeter
    private let relay: UDPRelay
    /// What the network is like at other times, and during the moment.
    private let usual: NetworkConditions
    private let congested: NetworkConditions

    /// A usual day: 80 ms there and back.
    static let usualConditions = conditions(delay: .milliseconds(40), jitter: .milliseconds(8))
    /// A cell that is full for a moment: 1.4 s there and back.
    static let congestedConditions = conditions(delay: .milliseconds(700), jitter: .milliseconds(60))

    /// The same without the repair of the radio link: one packet in six is lost, four at a time.
    static var lossyConditions: NetworkConditions {
        var conditions = congestedConditions
        conditions.loss = .bursts(share: 1.0 / 6, length: 4)
        return conditions
    }

    private static func conditions(delay: Duration, jitter: Duration) -> NetworkConditions {
        var conditions = NetworkConditions(seed: 4)
        conditions.delay = delay
        conditions.jitter = jitter
        conditions.jitterDistribution = .normal
        conditions.keepsOrder = true
        // What an uplink of 4G carries where it is not at its best.
        conditions.bitrate = 1_000_000
        // A confirmation of the radio link that is lost: the packet is sent twice.
        conditions.duplication = 0.01
        return conditions
    }

    /// Opens the network; it leads nowhere until ``lead(to:)``.
    /// - Parameters:
    ///   - usual: what it is like.
    ///   - congested: what it is like while its latency is high.
    static func open(
        usual: NetworkConditions = usualConditions, congested: NetworkConditions = congestedConditions
    ) async throws -> MobileNetwork {
        // RFC 863: where nothing answers, until the node is there.
        guard let nowhere = TransportAddress("127.0.0.1:9") else { throw DriverError("adresse de boucle invalide") }
        let meter = PacketMeter()
        let relay = try await UDPRelay.open(server: nowhere, conditions: usual) { meter.see($1, isLost: $2) }
        return MobileNetwork(meter: meter, relay: relay, usual: usual, congested: congested)
    }

    /// Where the creator's browser sends its media: what the node has to advertise.
    var address: String { "\(relay.address)" }

    /// Where a creator's application sends instead of the node's address.
    var remap: @Sendable (TransportAddress) -> TransportAddress {
        { [address = relay.address] _ in address }
    }

    /// From now on it leads to a node's UDP port.
    func lead(to udp: String) async throws {
        guard let server = TransportAddress(udp) else { throw DriverError("« \(udp) » n'est pas une adresse UDP") }
        try await relay.redirect(to: server)
    }

    /// The latency grows.
    func congest() async { await relay.change(to: congested) }

    /// It is as usual again.
    func relieve() async { await relay.change(to: usual) }

    /// What the air does besides, on the way to the node: packets that do not come at all, twice, and packets that others
    /// overtake. On a usual day the lost ones can be asked for again in time; while the latency is high they could not.
    func stir(isCongested: Bool) async throws {
        if isCongested {
            try await overtake(for: .milliseconds(160), by: .milliseconds(150), on: congested)
        } else {
            try await lose(for: .milliseconds(60))
        }
        // why: the pause between two accidents.
        try await Task.sleep(for: .milliseconds(1_500))
        let (length, delay) = isCongested ? (160, 150) : (60, 50)
        try await overtake(
            for: .milliseconds(length), by: .milliseconds(delay), on: isCongested ? congested : usual)
        guard !isCongested else { return }
        // why: the pause between two accidents.
        try await Task.sleep(for: .milliseconds(1_500))
        try await lose(for: .milliseconds(60))
    }

    private func lose(for length: Duration) async throws {
        var lossy = usual
        lossy.loss = .random(1)
        await relay.change(to: lossy, back: usual)
        // why: how long the accident lasts.
        try await Task.sleep(for: length)
        await relay.change(to: usual)
    }

    /// What is sent meanwhile takes longer, and what is sent then overtakes it.
    private func overtake(for length: Duration, by delay: Duration, on conditions: NetworkConditions) async throws {
        var detour = conditions
        detour.delay += delay
        detour.jitter = .milliseconds(8)
        await relay.change(to: detour, back: conditions)
        // why: how long the accident lasts.
        try await Task.sleep(for: length)
        var free = conditions
        free.jitter = .milliseconds(8)
        free.keepsOrder = false
        await relay.change(to: free, back: conditions)
        // why: until the last of those that were overtaken has arrived.
        try await Task.sleep(for: delay * 2)
        await relay.change(to: conditions)
    }

    /// Nothing arrives for so long, then everything at once.
    func holdBack(for length: Duration) async throws {
        let end = ContinuousClock.now + length
        var held = usual
        held.keepsOrder = true
        while case let rest = end - ContinuousClock.now, rest > .zero {
            held.delay = rest
            await relay.change(to: held, back: usual)
            // why: what is sent then has less to wait, and arrives at the same moment.
            try await Task.sleep(for: .milliseconds(20))
        }
        await relay.change(to: usual)
    }

    /// Nothing gets through any more, in either direction.
    func cut() async {
        var dead = usual
        dead.loss = .random(1)
        await relay.change(to: dead)
    }

    /// The time of one exchange with the node over this network, in seconds; nil when nothing comes back.
    func roundTrip() async -> Double? { await DatagramProbe.roundTrip(to: address).map { $0 / .seconds(1) } }

    /// Closes it.
    func close() async { await relay.close() }
}
