import RoadWave
import RoadWaveClient
import RoadWaveMedia
import RoadWaveRTC
import RoadWaveTestServices

/// A creator who sends a tone over a real connection.
struct TestCreator {
    let publisher: LivePublisher
    let id: LiveID
    private let packets: [[UInt8]]

    enum Failure: Error {
        case notLiveID(String)
    }

    /// Publishes to a node; the packets of a few seconds are ready.
    static func connect(
        to running: RunningTestNode, query: String = "title=Essai", token: String = "createur",
        remap: @escaping @Sendable (TransportAddress) -> TransportAddress = { $0 }
    ) async throws -> TestCreator {
        let publisher = try await LivePublisher.connect(
            to: "\(running.addresses.httpURL)/whip?\(query)", token: token,
            configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()), remap: remap)
        guard let id = LiveID(publisher.liveID) else { throw Failure.notLiveID(publisher.liveID) }
        return TestCreator(publisher: publisher, id: id, packets: try tone(seconds: 1))
    }

    /// Sends media at once, in packets of 20 ms: media time is RTP time, so that nobody has to wait for it.
    /// A node takes at most five seconds ahead of its clock.
    func send(seconds: Int) async {
        for _ in 0..<seconds {
            for packet in packets { await publisher.send(opus: packet, duration: 960) }
        }
    }

    private static func tone(seconds: Int) throws -> [[UInt8]] {
        let encoder = try OpusEncoder(channels: 1, bitrate: 48_000)
        var tone = ToneGenerator(frequency: 440)
        return try (0..<(seconds * 50)).map { _ in try encoder.encode(tone.next(frames: 960)) }
    }
}

extension RunningTestNode {
    /// Opens a live whose creator has been heard, so that it is listed.
    func openHeardLive(query: String = "title=Essai", token: String = "createur") async throws -> TestCreator {
        let received = "roadwave_packets_received_total"
        let before = try await metric(received) ?? 0
        let creator = try await TestCreator.connect(to: self, query: query, token: token)
        // Silence of 20 ms, as encoders write it.
        await creator.publisher.send(opus: [0xF8, 0xFF, 0xFE], duration: 960)
        try await until { try await metric(received) ?? 0 > before }
        return creator
    }
}

extension AsyncStream<EngineEvent> {
    /// Waits for an event; nil when the node stopped before.
    func first(_ isWanted: (EngineEvent) -> Bool) async -> EngineEvent? {
        for await event in self where isWanted(event) { return event }
        return nil
    }

    /// Waits until a segment of this number or a later one is listed.
    func listed(_ sequence: Int, of live: LiveID) async -> ListedSegment? {
        for await case .segmentListed(live, let segment) in self where segment.sequence >= sequence { return segment }
        return nil
    }

    /// Waits for the end of a live, with its playlists closed.
    func end(of id: LiveID) async -> Live? {
        for await case .liveClosed(let live) in self where live.id == id { return live }
        return nil
    }
}
