internal import Synchronization

/// Counts the creator's sound where it passes a network, from outside: nothing is decrypted.
///
/// A packet of SRTP is its header, the encrypted Opus and the tag that authenticates it (RFC 3711 §3.1): how many bytes of
/// Opus there are is seen by everyone.
final class PacketMeter: Sendable {
    /// What had passed at one moment.
    struct Mark: Sendable {
        let at: ContinuousClock.Instant
        let packets: Int
        let bytes: Int

        /// Opus bits per second from a mark before to this one; 0 when no time has passed.
        func bitrate(since start: Mark) -> Double {
            let seconds = (at - start.at) / .seconds(1)
            return seconds > 0 ? Double(8 * (bytes - start.bytes)) / seconds : 0
        }
    }

    /// The header without contributing sources and extensions, of which a WHIP publisher here has none (RFC 3550 §5.1).
    private static let headerBytes = 12
    /// The tag of AEAD_AES_128_GCM (RFC 7714 §12.1); that of the other profile is 6 bytes shorter, which would add 2.4
    /// kbit/s to what is counted.
    private static let tagBytes = 16

    /// A packet of the beginning, as it passed.
    struct Passage: Sendable {
        let at: ContinuousClock.Instant
        let sequence: UInt16
        let timestamp: UInt32
        /// Bytes of Opus.
        let size: Int
    }

    /// What libopus makes of 20 ms without a single sample that is not zero: no voice and no room is as silent.
    private static let muteBytes = 3

    /// Packets of the beginning that are noted one by one: 4 s of those of 20 ms.
    private static let notedPackets = 200

    /// A packet that the network lost.
    struct Loss: Sendable {
        let at: ContinuousClock.Instant
        let timestamp: UInt32
        /// When the application sent it again; nil when it did not.
        var sentAgainAt: ContinuousClock.Instant?
    }

    /// Losses that are noted: far more than a scenario of mobile networks has before its peak.
    private static let notedLosses = 1_000

    private let lost = Mutex<[UInt16: Loss]>([:])
    private let counts = Mutex((packets: 0, bytes: 0))
    private let noted = Mutex<[Passage]>([])

    /// The first packets.
    var beginning: [Passage] { noted.withLock { $0 } }

    /// The packets that the network lost, by their place in seconds from the first packet, and how many seconds later they
    /// were sent again; infinite for those that were not.
    var losses: [(place: Double, sentAgainAfter: Double)] {
        guard let first = beginning.first else { return [] }
        return lost.withLock { Array($0.values) }.map { loss in
            let again = loss.sentAgainAt.map { ($0 - loss.at) / .seconds(1) } ?? .infinity
            return (Double(loss.timestamp &- first.timestamp) / 48_000, again)
        }
    }

    /// Where the application had no sound from its microphone, in seconds from the first packet: a browser on a busy machine
    /// misses some as it begins to capture.
    /// See docs/decisions/runner.md, « A browser that stumbles as it begins ».
    var muteAtBeginning: [Double] {
        let passages = beginning
        guard let first = passages.first else { return [] }
        return passages.filter { $0.size <= Self.muteBytes }
            .map { Double($0.timestamp &- first.timestamp) / 48_000 }
    }

    /// What is not even in the first packets, a line each: a number that is missing, sound that the creator's application
    /// did not send, a pause on its way out. In seconds from the first packet.
    var unevenBeginning: [String] {
        let passages = beginning
        guard let first = passages.first else { return [] }
        return zip(passages, passages.dropFirst()).compactMap { before, after in
            let place = Double(after.timestamp &- first.timestamp) / 48_000
            let (numbers, samples) = (after.sequence &- before.sequence, after.timestamp &- before.timestamp)
            let pause = (after.at - before.at) / .seconds(1)
            guard numbers != 1 || samples != 960 || pause > 0.06 else { return nil }
            return
                "à \(Int(place * 1_000)) ms : \(numbers) numéro(s), \(samples) échantillons, \(Int(pause * 1_000)) ms"
        }
    }

    /// Sees a datagram. What is no SRTP is not counted: STUN and DTLS (RFC 7983), and SRTCP (RFC 5761 §4).
    func see(_ datagram: [UInt8], isLost: Bool) {
        guard datagram.count > Self.headerBytes + Self.tagBytes, (128...191).contains(datagram[0]),
            !(192...223).contains(datagram[1])
        else { return }
        let passage = Passage(
            at: ContinuousClock.now, sequence: UInt16(datagram[2]) << 8 | UInt16(datagram[3]),
            timestamp: datagram[4..<8].reduce(0) { $0 << 8 | UInt32($1) },
            size: datagram.count - Self.headerBytes - Self.tagBytes)
        noted.withLock { if $0.count < Self.notedPackets { $0.append(passage) } }
        lost.withLock { lost in
            if isLost, lost[passage.sequence] == nil, lost.count < Self.notedLosses {
                lost[passage.sequence] = Loss(at: passage.at, timestamp: passage.timestamp)
            } else if !isLost, let loss = lost[passage.sequence], loss.timestamp == passage.timestamp,
                loss.sentAgainAt == nil
            {
                lost[passage.sequence]?.sentAgainAt = passage.at
            }
        }
        counts.withLock {
            $0.packets += 1
            $0.bytes += datagram.count - Self.headerBytes - Self.tagBytes
        }
    }

    /// What has passed so far.
    func mark() -> Mark {
        let now = counts.withLock { $0 }
        return Mark(at: ContinuousClock.now, packets: now.packets, bytes: now.bytes)
    }

    /// Waits until so many more packets have passed: 50 are a second of sound.
    /// - Returns: what had passed then; what had passed within the time, when fewer come.
    func mark(after packets: Int, packets start: Mark, within limit: Duration) async throws -> Mark {
        let deadline = ContinuousClock.now + limit
        while true {
            let mark = mark()
            if mark.packets - start.packets >= packets || mark.at >= deadline { return mark }
            // why: the pause between two looks at a condition, whose bound is above.
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
