import RoadWaveRTC
import Testing

@testable import RoadWave

/// The sound of a live, without connections, in virtual time.
@Suite("The timeline of a live")
struct LiveTimelineTests {
    /// A timeline, and an encoder that follows its actions.
    private struct Scene {
        var timeline = LiveTimeline(LiveSettings(), retransmits: false, now: .zero)
        private(set) var now = MonotonicTime.zero
        private(set) var actions: [LiveTimeline.Action] = []
        private var position = MediaTime.zero
        /// The number of the next packet.
        private var number: UInt16 = 0

        /// Where packets begin in the recording.
        var recorded: [Int64] {
            actions.compactMap { if case .media(_, _, let recordedAt, _) = $0 { recordedAt?.samples } else { nil } }
        }

        /// Where packets begin in the broadcast.
        var heard: [Int64] {
            actions.compactMap { if case .media(_, _, _, let heardAt) = $0 { heardAt?.samples } else { nil } }
        }

        /// Up to where silence was broadcast, step by step.
        var silence: [Int64] {
            actions.compactMap { if case .fillSilence(let time) = $0 { time.samples } else { nil } }
        }

        /// Lets packets of 20 ms arrive at their pace.
        mutating func speak(packets: Int) {
            for _ in 0..<packets {
                insert(number)
                number += 1
                run(for: .milliseconds(20))
            }
        }

        /// Lets one packet arrive; its number says when it was spoken.
        mutating func insert(_ number: UInt16) {
            // A TOC of CELT, 20 ms, mono.
            insert([0xF8, UInt8(number >> 8), UInt8(number & 0xFF), 0, 0], number)
        }

        mutating func insert(_ payload: [UInt8], _ number: UInt16) {
            timeline.insert(
                RTPPacket(
                    payloadType: 111, sequenceNumber: number, timestamp: UInt32(number) * 960, ssrc: 1,
                    payload: payload),
                now: now)
            perform()
        }

        /// The creator continues on another connection, with other numbers.
        mutating func beginStream() {
            number = 30_000
            timeline.beginStream(retransmits: false, now: now)
            perform()
        }

        mutating func failEncoding() {
            timeline.encodingFailed(now: now)
            perform()
        }

        /// Lets time pass.
        mutating func run(for period: Duration) {
            let end = now + period
            // As often as a media loop looks at a deadline that stands.
            while let next = timeline.nextDeadline.map({ max($0, now + .milliseconds(5)) }), next <= end {
                now = next
                timeline.advance(to: now)
                perform()
            }
            now = end
        }

        /// No packet will follow.
        /// - Returns: whether one had to wait.
        mutating func settle() -> Bool {
            defer { perform() }
            return timeline.settle(now: now)
        }

        private mutating func perform() {
            while let action = timeline.nextAction(now: now) {
                actions.append(action)
                switch action {
                case .media(_, let duration, _, let heardAt?): position = max(position, heardAt + duration)
                case .fillSilence(let time): position = max(position, time)
                default: continue
                }
                timeline.encoded(to: position)
            }
        }
    }

    /// Where packets begin that follow each other from the start of the live.
    private func places(_ packets: Range<Int>) -> [Int64] { packets.map { Int64($0 * 960) } }

    @Test("packets that arrive out of order are recorded and broadcast in order, from the arrival of the first on")
    func order() {
        var scene = Scene()
        for number: UInt16 in [1, 0, 2] { scene.insert(number) }
        #expect(scene.actions.isEmpty)
        scene.run(for: .milliseconds(60))
        #expect(scene.actions.first == .beginEncoding(arrival: .zero))
        #expect(scene.heard == places(0..<3))
        #expect(scene.recorded == places(0..<3))
    }

    @Test("packets that cannot be used are counted, once")
    func refusals() {
        var scene = Scene()
        scene.speak(packets: 5)
        scene.insert(4)
        scene.insert([], 5)
        let tally = scene.timeline.takeTally()
        #expect(tally.received == 7)
        #expect(tally.refused == [.duplicate: 1, .notOpus: 1])
        let next = scene.timeline.takeTally()
        #expect(next.isEmpty)
    }

    @Test("without packets silence is broadcast, a second behind, in steps of a tenth of a second")
    func silence() {
        var scene = Scene()
        scene.speak(packets: 50)
        scene.run(for: .seconds(3))
        #expect(scene.silence == (11...30).map { Int64($0 * 4_800) })
        #expect(scene.recorded == places(0..<50))
    }

    @Test("a creator who is back is heard after a break; the first packet of all needs none")
    func comingBack() {
        var scene = Scene()
        scene.timeline.comeBack()
        scene.speak(packets: 50)
        #expect(!scene.actions.contains(.breakOff))
        scene.timeline.comeBack()
        scene.speak(packets: 1)
        #expect(scene.actions.dropLast().last == .breakOff)
        #expect(scene.heard == places(0..<51))
    }

    @Test("another stream continues at the present, after a break")
    func anotherStream() {
        var scene = Scene()
        scene.speak(packets: 50)
        scene.beginStream()
        scene.speak(packets: 4)
        #expect(scene.actions.count { $0 == .breakOff } == 1)
        // The first packets of a stream wait for 60 ms.
        #expect(scene.heard == places(0..<50) + places(53..<57))
    }

    @Test("three failures of the codecs within a minute end the broadcast, not the recording")
    func codecFailures() {
        var scene = Scene()
        scene.speak(packets: 10)
        for _ in 0..<2 { scene.failEncoding() }
        #expect(!scene.actions.contains(.giveUpBroadcast))
        for _ in 0..<2 { scene.failEncoding() }
        #expect(scene.actions.count { $0 == .giveUpBroadcast } == 1)
        scene.speak(packets: 10)
        #expect(scene.heard == places(0..<10))
        #expect(scene.recorded == places(0..<20))
    }

    @Test("packets behind a hole are placed when no packet will follow")
    func settling() {
        var scene = Scene()
        scene.speak(packets: 5)
        scene.insert(6)
        #expect(scene.heard == places(0..<5))
        let hadWaiting = scene.settle()
        #expect(hadWaiting)
        #expect(scene.heard == places(0..<5) + places(6..<7))
        let hasWaiting = scene.settle()
        #expect(!hasWaiting)
    }
}
