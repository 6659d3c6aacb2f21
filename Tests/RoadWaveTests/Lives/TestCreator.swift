import Media
import RoadWave
import RoadWaveClient
import WebRTC

/// A creator who sends a tone over a real connection.
struct TestCreator {
    let publisher: LivePublisher
    let id: LiveID
    private let packets: [[UInt8]]

    enum Failure: Error {
        case notLiveID(String)
    }

    /// Publishes to a node; the packets of a few seconds are ready.
    static func connect(to running: RunningTestNode, query: String = "title=Essai") async throws -> TestCreator {
        let publisher = try await LivePublisher.connect(
            to: "\(running.addresses.httpURL)/whip?\(query)", token: "createur",
            configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()))
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
        var packets: [[UInt8]] = []
        for packet in 0..<(seconds * 50) {
            let samples = (0..<960).map { sample -> Float in
                // 440 Hz, without a step between the seconds since 440 is whole.
                let position = Float((packet * 960 + sample) % 48_000) / 48_000
                return 0.3 * sine(turns: 440 * position)
            }
            packets.append(try encoder.encode(PCM(samples: samples, channels: 1)))
        }
        return packets
    }

    /// A parabola through the zeros and the peaks of the sine: close enough to a tone to be heard and encoded.
    private static func sine(turns: Float) -> Float {
        let phase = turns - turns.rounded(.down)
        let half = phase < 0.5 ? phase * 2 : phase * 2 - 1
        let value = 4 * half * (1 - half)
        return phase < 0.5 ? value : -value
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

    /// Waits for the end of a live.
    func end(of id: LiveID) async -> Live? {
        for await case .liveEnded(let live) in self where live.id == id { return live }
        return nil
    }
}
