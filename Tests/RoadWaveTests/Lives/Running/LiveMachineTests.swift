import RoadWaveRTC
import Testing

@testable import RoadWave

/// A running live, without a node, in virtual time.
@Suite("A running live", .timeLimit(.minutes(2)))
struct LiveMachineTests {
    private static let second = MediaTime.sampleRate

    @Test("a creator is connected, then heard, and every packet is recorded and broadcast in its place")
    func wholeLive() throws {
        let scene = try MachineScene.speaking(seconds: 4)
        #expect(scene.reports == [.connected, .spoken])
        #expect(scene.live.state == .live)
        scene.end(.creator)
        #expect(scene.ended == .creator)
        #expect(scene.heard.map(\.at) == (0..<200).map { MediaTime(samples: Int64($0 * 960)) })
        #expect(scene.recorded.map(\.at) == scene.heard.map(\.at))
        #expect(scene.silence == 0)
        #expect(scene.creators[0].disconnections == [.closedByServer])
    }

    @Test("what is lost before the round trip is known is heard all the same, also when the first answer is lost, too")
    func earlyLoss() throws {
        var sendings: [UInt16: (place: Int, count: Int)] = [:]
        let scene = try MachineScene { datagram in
            // SRTP, and neither STUN, DTLS (RFC 7983) nor SRTCP (RFC 5761 §4).
            guard (128...191).contains(datagram[0]), !(192...223).contains(datagram[1]) else { return true }
            let number = UInt16(datagram[2]) << 8 | UInt16(datagram[3])
            let (place, count) = sendings[number] ?? (sendings.count, 0)
            sendings[number] = (place, count + 1)
            return !(25..<28).contains(place) || count >= 2
        }
        scene.run(for: .seconds(1))
        scene.speak(seconds: 2)
        #expect(sendings.values.count { $0.count > 2 } == 3)
        #expect(scene.heard.map(\.at) == (0..<100).map { MediaTime(samples: Int64($0 * 960)) })
    }

    @Test("a codec that fails three times in a minute ends the broadcast, not the recording; three in an hour do not")
    func codecFailures() throws {
        let rarely = try MachineScene.speaking(seconds: 1)
        for _ in 0..<6 {
            rarely.failEncoding()
            rarely.speak(seconds: 31)
        }
        #expect(!rarely.hasGivenUp)
        let often = try MachineScene.speaking(seconds: 1)
        for _ in 0..<3 {
            #expect(!often.hasGivenUp)
            often.failEncoding()
        }
        #expect(often.hasGivenUp)
        let (heard, recorded) = (often.heard.count, often.recorded.count)
        often.speak(seconds: 2)
        #expect(often.heard.count == heard)
        #expect(often.recorded.count == recorded + 100)
        #expect(often.ended == nil)
    }

    // MARK: A second connection

    @Test("a second connection whose certificate is not the announced one disturbs nothing")
    func wrongCertificate() throws {
        let scene = try MachineScene.speaking(seconds: 4)
        let second = try scene.resume(fakesCertificate: true)
        scene.speak(seconds: 30)
        #expect(!second.isConnected)
        #expect(scene.heard.count == 34 * 50)
        #expect(scene.silence == 0)
        #expect(scene.breaks == 0)
        #expect(scene.ended == nil)
        #expect(scene.reports.contains { if case .refusedConnection(.failed) = $0 { true } else { false } })
        #expect(scene.credentials.count == 1)
        #expect(scene.creators[0].disconnections.isEmpty)
    }

    @Test("a second connection whose checks pass and whose DTLS never ends disturbs nothing")
    func endlessHandshake() throws {
        let scene = try MachineScene.speaking(seconds: 4)
        let second = try scene.resume { DatagramKind($0) == .stun }
        scene.speak(seconds: 40)
        #expect(!second.isConnected)
        #expect(scene.heard.count == 44 * 50)
        #expect(scene.breaks == 0)
        #expect(scene.ended == nil)
        #expect(scene.reports.contains { if case .refusedConnection = $0 { true } else { false } })
        #expect(scene.credentials.count == 1)
    }

    @Test("a second connection from which nothing comes is forgotten")
    func silentSecond() throws {
        let scene = try MachineScene.speaking(seconds: 4)
        _ = try scene.resume { _ in false }
        #expect(scene.credentials.count == 2)
        scene.speak(seconds: 25)
        #expect(scene.credentials.count == 1)
        #expect(scene.ended == nil)
    }

    @Test("a second connection takes over once its handshake is done, behind a break, and the first is closed")
    func takeover() throws {
        let scene = try MachineScene.speaking(seconds: 4)
        let second = try scene.resume()
        scene.run(for: .milliseconds(200))
        #expect(second.isConnected)
        #expect(scene.creators[0].disconnections == [.closedByServer])
        #expect(scene.reports.last == .resumed)
        scene.speak(seconds: 4, by: second)
        #expect(scene.heard.count == 400)
        #expect(scene.breaks == 1)
        #expect(scene.ended == nil)
        #expect(scene.credentials.count == 1)
    }

    @Test("a second connection behind the very address of the first takes over as any other does")
    func sameAddress() throws {
        let scene = try MachineScene.speaking(seconds: 4)
        scene.creators[0].passes = { _ in false }
        let second = try scene.resume(port: 50_000)
        scene.run(for: .seconds(2))
        #expect(second.isConnected)
        scene.speak(seconds: 2, by: second)
        #expect(scene.heard.count == 300)
    }

    @Test("when the first connection dies while the second fails, the live waits, and a good third resumes it")
    func thirdTry() throws {
        let scene = try MachineScene.speaking(seconds: 4)
        _ = try scene.resume { DatagramKind($0) == .stun }
        scene.creators[0].passes = { _ in false }
        scene.run(for: .seconds(45))
        #expect(scene.ended == nil)
        #expect(scene.live.state == .interrupted)
        let third = try scene.resume(port: 50_002)
        scene.run(for: .seconds(1))
        scene.speak(seconds: 2, by: third)
        #expect(scene.live.state == .live)
        #expect(scene.heard.count == 300)
        scene.creators[0].passes = { _ in false }
        third.passes = { _ in false }
        scene.run(for: .seconds(59))
        #expect(scene.ended == nil)
        scene.run(for: .seconds(10))
        #expect(scene.ended == .creatorTimeout)
    }

    @Test("the first connection of a live that fails ends it, since nobody was ever there")
    func firstFails() throws {
        let scene = try MachineScene { DatagramKind($0) == .stun }
        scene.run(for: .seconds(21))
        #expect(scene.ended == .failure)
    }

    @Test("a live whose creator is connected and never speaks ends after a minute")
    func neverSpoken() throws {
        let scene = try MachineScene()
        scene.run(for: .seconds(59))
        #expect(scene.live.state != .lost)
        #expect(scene.reports.contains(.connected))
        #expect(!scene.reports.contains(.spoken))
        #expect(scene.ended == nil)
        scene.run(for: .seconds(2))
        #expect(scene.ended == .creatorTimeout)
    }

    @Test("two ICE restarts that the creator never follows leave the live as it was")
    func unusedRestarts() throws {
        let scene = try MachineScene.speaking(seconds: 2)
        let running = try #require(scene.credentials.first)
        for _ in 0..<2 { scene.proposeRestart() }
        #expect(scene.credentials.first == running)
        #expect(scene.credentials.count == 2)
        scene.speak(seconds: 40)
        #expect(scene.heard.count == 42 * 50)
        #expect(scene.creators[0].disconnections.isEmpty)
        #expect(scene.ended == nil)
    }

    // MARK: Pauses and silence

    @Test("ten stalls of the capture, then a gap of the network: the gap is silent, and nothing else")
    func stallsThenGap() throws {
        let scene = try MachineScene.speaking(seconds: 3)
        for _ in 0..<10 {
            scene.run(for: .milliseconds(600))
            scene.speak(seconds: 3)
        }
        scene.creators[0].publisher.skip(duration: Int(1.3 * 48_000))
        scene.run(for: .milliseconds(1_300))
        scene.speak(seconds: 3)
        #expect(abs(Double(scene.silence) / 48_000 - 1.3) < 0.1)
        #expect(scene.heard.count == 36 * 50)
        try expectDates(scene)
    }

    @Test("three phone calls, for which the timestamps stand still, are silent, and no word behind them is lost")
    func pauses() throws {
        let scene = try MachineScene.speaking(seconds: 3)
        for _ in 0..<3 {
            scene.run(for: .seconds(3))
            scene.speak(seconds: 3)
        }
        scene.end(.creator)
        #expect(scene.heard.count == 600)
        #expect(scene.recorded.count == 600)
        #expect(Set(scene.heard.map(\.bytes)).count == 600)
        #expect(abs(Double(scene.silence) / 48_000 - 9) < 0.2)
        let recording = Double(scene.recorded.last?.at.samples ?? 0) / 48_000 + 0.02
        #expect(abs(recording - 21) < 0.2)
        try expectDates(scene)
    }

    @Test("the last word before the end is heard and recorded, even right after a pause")
    func lastWord() throws {
        let scene = try MachineScene.speaking(seconds: 3)
        scene.run(for: .seconds(4))
        scene.speak(seconds: 0.2)
        scene.end(.creator)
        #expect(scene.heard.count == 160)
        #expect(scene.recorded.count == 160)
    }

    @Test("while nobody is heard silence is broadcast in time, and the live is interrupted")
    func silence() throws {
        let scene = try MachineScene.speaking(seconds: 3)
        scene.creators[0].passes = { _ in false }
        scene.run(for: .seconds(10))
        #expect(scene.live.state == .interrupted)
        #expect(scene.reports.filter { $0 == .interrupted }.count == 1)
        #expect(abs(Double(scene.position.samples) / 48_000 - 12) < 0.2)
    }

    @Test("a slow and a fast clock with pauses keep dates and places near the truth", arguments: [0.99, 1.01])
    func drift(rate: Double) throws {
        let scene = try MachineScene.speaking(seconds: 1)
        for _ in 0..<4 {
            scene.speak(seconds: 60, rate: rate)
            scene.run(for: .seconds(2))
        }
        #expect(scene.heard.count == 50 + 4 * 3_000)
        #expect(scene.tally.sound.refused.isEmpty)
        try expectDates(scene)
    }

    /// Each packet that is heard at once is dated when it was said.
    private func expectDates(_ scene: MachineScene) throws {
        let start = try #require(scene.start)
        for heard in scene.heard {
            let said = (heard.now - start).seconds
            let date = Double(scene.dates.date(of: heard.at).millisecondsSince1970) / 1_000
            // Packets behind a pause wait for half a second until it is clear what it was.
            guard date - said < 0.5, said - date < 1.05 else {
                Issue.record("said at \(said) s, dated \(date) s")
                return
            }
        }
    }
}
