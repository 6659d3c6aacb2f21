internal import Foundation
internal import RoadWaveClient
internal import RoadWaveMedia
internal import RoadWaveRTC

/// A creator who speaks in real time, and knows every packet that was sent: what the application of FFmpeg cannot tell.
actor SpeakingCreator {
    /// The live's identifier.
    nonisolated let liveID: String

    private let publisher: AudioPublisher
    private var speech: Task<Void, any Error>?

    /// The title that the creator gives: some of its signs are not in Latin-1.
    static let title = "Sur la route, l’œuvre à 5 € 🎙"
    /// What else the creator says of the live: where it belongs.
    private static let zone = "Normandie"

    /// Connects to a node, and begins to speak.
    /// - Parameters:
    ///   - node: its address, such as `http://127.0.0.1:41234`.
    ///   - voice: 48 kHz, of one channel or of two; said again from its beginning when it is over.
    ///   - token: who speaks.
    ///   - network: what lies between the creator and the node; nothing when nil.
    static func start(
        at node: String, voice: PCM, token: String = "createur-de-la-specification",
        through network: MobileNetwork? = nil
    ) async throws -> SpeakingCreator {
        // At 48 kbit/s with in-band FEC, one of two voices at once is distorted at times.
        let settings =
            voice.channels == 2
            ? AudioSettings(channels: 2, bitrate: 96_000, inbandFEC: false, keepsPackets: true)
            : AudioSettings(keepsPackets: true)
        let encodedTitle = Self.title.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? ""
        let direct: @Sendable (TransportAddress) -> TransportAddress = { $0 }
        let publisher = try await AudioPublisher.connect(
            to: node + "/whip?title=\(encodedTitle)&zone_geo=\(Self.zone)", token: token,
            certificate: try DTLSCertificate.generate(), settings: settings,
            remap: network?.remap ?? direct)
        let creator = SpeakingCreator(publisher)
        await creator.speak(voice)
        return creator
    }

    private init(_ publisher: AudioPublisher) {
        self.publisher = publisher
        liveID = publisher.liveID
    }

    private func speak(_ voice: PCM) {
        speech = Task { [publisher] in
            while true {
                // A tenth of a second at a time: what was given to the publisher is said to the end.
                for start in stride(from: 0, to: voice.frameCount, by: 4_800) {
                    try Task.checkCancellation()
                    try await publisher.send(voice.frames(start..<min(start + 4_800, voice.frameCount)))
                }
            }
        }
    }

    /// The Opus packets that were sent, in order: 20 ms each.
    var sentPackets: [[UInt8]] {
        get async { await publisher.sentPackets.map(\.bytes) }
    }

    /// Waits until so much was said since the beginning.
    func speak(forSeconds seconds: Double) async throws {
        // 20 ms a packet.
        while await sentPackets.count < Int(seconds * 50) {
            // why: the pause between two looks at a condition, whose bound is the time limit of the step.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Says no more, without ending the live.
    func fallSilent() async {
        speech?.cancel()
        _ = await speech?.result
    }

    /// Goes away without a word, as from a node that is dead: asking it to end the live would only wait.
    func vanish() async {
        await fallSilent()
        await publisher.interrupt()
    }

    /// Ends the live.
    func stop() async {
        await fallSilent()
        await publisher.close()
    }
}
