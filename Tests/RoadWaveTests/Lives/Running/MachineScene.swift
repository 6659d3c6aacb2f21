import RoadWaveRTC

@testable import RoadWave

/// A live without a node: its machine, its creators, a network that loses nothing, and an encoder that only counts, in
/// virtual time.
final class MachineScene {
    static let server = TransportAddress(ip: .v4(0xC000_0201), port: 8_000)

    /// A connection of the creator's application.
    final class Creator {
        var publisher: Publisher
        let address: TransportAddress
        /// What reaches the other side.
        var passes: (_ datagram: [UInt8]) -> Bool
        private(set) var events: [Publisher.Event] = []

        fileprivate init(port: UInt16, passes: @escaping (_ datagram: [UInt8]) -> Bool = { _ in true }) throws {
            self.passes = passes
            publisher = Publisher(configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()))
            address = TransportAddress(ip: .v4(0xCB00_7107), port: port)
        }

        fileprivate func note(_ event: Publisher.Event) { events.append(event) }

        var isConnected: Bool { events.contains(.connected) }
        var disconnections: [Publisher.Disconnection] {
            events.compactMap { if case .disconnected(let reason) = $0 { reason } else { nil } }
        }
    }

    /// A packet that was broadcast, and when.
    struct Heard {
        var bytes: [UInt8]
        var at: MediaTime
        var now: MonotonicTime
    }

    private(set) var now = MonotonicTime.zero
    private(set) var creators: [Creator]
    private(set) var heard: [Heard] = []
    /// Where the recorded packets begin.
    private(set) var recorded: [(bytes: [UInt8], at: MediaTime)] = []
    private(set) var reports: [LiveMachine.Report] = []
    private(set) var breaks = 0
    private(set) var hasGivenUp = false
    /// Samples that were made up.
    private(set) var silence = 0
    private(set) var position = MediaTime.zero
    private(set) var dates = MediaDates(start: WallDate(millisecondsSince1970: 0))
    private(set) var start: MonotonicTime?
    private(set) var ended: EndReason?
    private(set) var credentials: [ICECredentials] = []
    private(set) var tally = LiveMachine.Tally()
    private var machine: LiveMachine
    private let settings = LiveSettings()
    private let certificate: DTLSCertificate

    /// A live whose first creator is not connected yet.
    /// - Parameter passes: what of the creator's datagrams arrives.
    init(passes: @escaping (_ datagram: [UInt8]) -> Bool = { _ in true }) throws {
        let creator = try Creator(port: 50_000, passes: passes)
        creators = [creator]
        certificate = try DTLSCertificate.generate()
        let connection = try Self.connection(creator.publisher.offer(), certificate, settings, now: .zero)
        let answer = connection.answer
        machine = LiveMachine(try Live.noted(), connection: connection, settings: settings, now: .zero)
        credentials = machine.acceptedCredentials
        try creator.publisher.accept(answer: answer.serialized(), now: .zero)
        carry()
    }

    /// A live whose creator has spoken for so long.
    static func speaking(seconds: Double) throws -> MachineScene {
        let scene = try MachineScene()
        scene.run(for: .seconds(1))
        scene.speak(seconds: seconds)
        return scene
    }

    private static func connection(
        _ offer: String, _ certificate: DTLSCertificate, _ settings: LiveSettings, now: MonotonicTime
    ) throws -> CreatorConnection {
        try CreatorConnection(
            WHIPOffer(parsing: offer), certificate: certificate, candidates: [server], settings: settings, now: now)
    }

    /// Opens another connection of the creator.
    /// - Parameters:
    ///   - fakesCertificate: whether its certificate is not the one that its offer announces.
    ///   - passes: what of its datagrams arrives.
    func resume(
        port: UInt16 = 50_001, fakesCertificate: Bool = false,
        passes: @escaping (_ datagram: [UInt8]) -> Bool = { _ in true }
    ) throws -> Creator {
        let creator = try Creator(port: port, passes: passes)
        var offer = creator.publisher.offer()
        if fakesCertificate {
            let announced = try Creator(port: 1).publisher.offer()
            offer = offer.replacing(Self.fingerprint(in: offer), with: Self.fingerprint(in: announced))
        }
        creators.append(creator)
        let connection = try Self.connection(offer, certificate, settings, now: now)
        let answer = connection.answer
        machine.resume(connection, now: now)
        perform()
        try creator.publisher.accept(answer: answer.serialized(), now: now)
        carry()
        return creator
    }

    /// Restarts ICE by a `PATCH` whose answer the creator never follows.
    func proposeRestart() {
        let fragment = TrickleFragment(credentials: .random(), candidates: [])
        let tag = machine.connection.answer.credentials.entityTag
        _ = machine.apply(fragment) { $0 == tag }
        perform()
    }

    var live: Live { machine.live }

    /// Speaks in packets of 20 ms, each of them different, at the pace of a clock.
    func speak(seconds: Double, by creator: Creator? = nil, rate: Double = 1) {
        let creator = creator ?? creators[0]
        for _ in 0..<Int((seconds * 50).rounded()) {
            spoken += 1
            let number = UInt16(truncatingIfNeeded: spoken)
            // A TOC of CELT, 20 ms, mono.
            _ = creator.publisher.send(
                opus: [0xF8, UInt8(number >> 8), UInt8(number & 0xFF), 0, 0], duration: 960, now: now)
            carry()
            run(for: .microseconds(Int64((20_000 / rate).rounded())))
        }
    }

    /// Packets that were said.
    private(set) var spoken = 0

    /// Lets time pass event by event.
    func run(for period: Duration) {
        let end = now + period
        carry()
        while let next = deadline, next <= end {
            now = max(now, next)
            for creator in creators { creator.publisher.advance(to: now) }
            machine.advance(to: now)
            perform()
            carry()
        }
        now = max(now, end)
    }

    func failEncoding() {
        machine.encodingFailed(now: now)
        perform()
    }

    func end(_ reason: EndReason) {
        machine.end(reason, now: now)
        perform()
        carry()
    }

    private var deadline: MonotonicTime? {
        // As often as a media loop looks at a deadline that stands.
        let own = machine.nextDeadline.map { max($0, now + .milliseconds(5)) }
        return (creators.map(\.publisher.nextDeadline) + [own]).compactMap(\.self).min()
    }

    private func carry() {
        var isMoving = true
        while isMoving {
            isMoving = false
            for creator in creators {
                while let action = creator.publisher.nextAction() {
                    isMoving = true
                    switch action {
                    case .event(let event): creator.note(event)
                    case .transmit(let datagram, _):
                        guard creator.passes(datagram) else { continue }
                        machine.receive(Datagram(bytes: datagram, peer: creator.address), now: now)
                        perform()
                    }
                }
            }
        }
    }

    private func perform() {
        while let action = machine.nextAction(now: now) {
            switch action {
            case .send(let datagram, let address):
                for creator in creators where creator.address == address {
                    creator.publisher.receive(datagram, from: Self.server, now: now)
                }
            case .associate: break
            case .register(let credentials): self.credentials = credentials
            case .sound(let action): perform(action)
            case .report(let report): reports.append(report)
            case .end(let reason): ended = reason
            }
        }
        if let tally = machine.takeTally() {
            self.tally.sound.received += tally.sound.received
            self.tally.sound.refused.merge(tally.sound.refused, uniquingKeysWith: +)
            self.tally.sound.unrecorded += tally.sound.unrecorded
            self.tally.dropped.merge(tally.dropped, uniquingKeysWith: +)
        }
    }

    private func perform(_ action: LiveTimeline.Action) {
        switch action {
        case .media(let bytes, _, let recordedAt, let heardAt):
            if let recordedAt { recorded.append((bytes, recordedAt)) }
            guard let heardAt else { return }
            heard.append(Heard(bytes: bytes, at: heardAt, now: now))
            silence += max(0, heardAt - position)
            position = max(position, heardAt + 960)
            machine.encoded(to: position)
        case .beginEncoding(let arrival): start = arrival
        case .breakOff: breaks += 1
        case .fillSilence(let time):
            silence += max(0, time - position)
            position = max(position, time)
            machine.encoded(to: position)
        case .giveUpBroadcast: hasGivenUp = true
        case .setLag(let samples, let from): dates.set(lag: samples, from: from)
        }
    }

    private static func fingerprint(in offer: String) -> String {
        offer.split(whereSeparator: \.isNewline).first { $0.hasPrefix("a=fingerprint:") }.map(String.init) ?? ""
    }
}
