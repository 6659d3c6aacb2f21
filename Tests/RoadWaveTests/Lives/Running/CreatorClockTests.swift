import Testing

@testable import RoadWave

@Suite("A creator's clock")
struct CreatorClockTests {
    /// A clock, and the broadcast that follows what it says.
    private struct Scene {
        var clock = CreatorClock()
        var elapsed = MediaTime.zero
        var position = MediaTime.zero
        var dates = MediaDates(start: WallDate(millisecondsSince1970: 0))
        /// The places of packets that are heard, in order.
        var heard: [MediaTime] = []
        var late = 0
        var early = 0
        private var lastArrival = MediaTime.zero

        /// Lets a packet of 20 ms arrive.
        mutating func take(_ timestamp: UInt32) {
            clock.take(
                CreatorClock.Packet(bytes: [], timestamp: timestamp, duration: 960), elapsed: elapsed,
                position: position, isAfterPause: elapsed - lastArrival >= MediaTime.sampleRate)
            lastArrival = elapsed
            follow()
        }

        mutating func follow() {
            while let output = clock.next() {
                switch output {
                case .placed(_, let time):
                    heard.append(time)
                    position = max(position, time + 960)
                case .late: late += 1
                case .early: early += 1
                case .lag(let from, let samples): dates.set(lag: samples, from: from)
                }
            }
        }

        /// Lets time pass.
        mutating func wait(_ seconds: Double) { elapsed = elapsed + Int((seconds * 48_000).rounded()) }

        /// Broadcasts silence, as after a second without packets.
        mutating func fillSilence(upTo seconds: Double) { position = max(position, time(seconds)) }
    }

    private func place(
        _ timestamp: UInt32, position: MediaTime, elapsed: MediaTime, _ clock: inout CreatorClock
    ) -> MediaTime? {
        clock.take(
            CreatorClock.Packet(bytes: [], timestamp: timestamp, duration: 960), elapsed: elapsed, position: position,
            isAfterPause: false)
        var placed: MediaTime?
        while let output = clock.next() {
            if case .placed(_, let time) = output { placed = time }
        }
        return placed
    }

    @Test("the first packet begins the live, the others keep their distances, through a wrap of the timestamp")
    func distances() {
        var scene = Scene()
        scene.wait(0.06)
        let first = UInt32.max - 959
        for number: UInt32 in [0, 1, 3] { scene.take(first &+ number * 960) }
        #expect(scene.heard == [time(0), time(0.02), time(0.06)])
    }

    @Test("a broken stream goes on where the clock is, never before what was broadcast")
    func discontinuity() {
        var clock = CreatorClock()
        _ = place(0, position: .zero, elapsed: .zero, &clock)
        clock.discontinue(elapsed: time(4), position: time(3))
        #expect(place(77_777, position: time(3), elapsed: time(4), &clock) == time(4))
        clock.discontinue(elapsed: time(5.9), position: time(6))
        #expect(place(5, position: time(6), elapsed: time(5.9), &clock) == time(6))
    }

    @Test("a long silence that the timestamps count is kept to the sample, whenever its end arrives")
    func countedSilence() {
        var clock = CreatorClock()
        _ = place(0, position: .zero, elapsed: .zero, &clock)
        clock.jump()
        #expect(place(48_000 * 30, position: time(29), elapsed: time(29.95), &clock) == time(30))
        #expect(place(48_000 * 30 + 960, position: time(30.02), elapsed: time(29.95), &clock) == time(30.02))
    }

    @Test("a clock that was set is followed from where the live is", arguments: [3_600, 40, 2, -60])
    func clockSet(seconds: Int) {
        let timestamp = UInt32(truncatingIfNeeded: seconds * 48_000)
        var clock = CreatorClock()
        _ = place(0, position: .zero, elapsed: .zero, &clock)
        clock.jump()
        #expect(place(timestamp, position: time(29), elapsed: time(30), &clock) == time(30))
        #expect(place(timestamp &+ 960, position: time(30.02), elapsed: time(30.02), &clock) == time(30.02))
    }

    @Test("a creator faster than real time gets the lead and no more, and no packet is lost after that")
    func fasterThanRealTime() {
        var scene = Scene()
        // Ten times as fast, for a minute of media.
        for index in 0..<3_000 {
            scene.elapsed = MediaTime(samples: Int64(index * 96))
            scene.take(UInt32(index * 960))
            #expect(scene.position - scene.elapsed <= CreatorClock.maximumLead + 960)
        }
        #expect(scene.early > 2_400)
        let before = scene.early
        for index in 0..<500 {
            scene.wait(0.02)
            scene.take(UInt32((3_000 + index) * 960))
        }
        #expect(scene.early == before)
    }

    @Test(
        "after a pause for which the clock stood still, every word follows the silence", arguments: [1.2, 3, 30, 600])
    func pause(seconds: Double) {
        var scene = Scene()
        for number: UInt32 in 0..<50 {
            scene.take(number * 960)
            scene.wait(0.02)
        }
        scene.wait(seconds)
        scene.fillSilence(upTo: seconds)
        for number: UInt32 in 50..<100 {
            scene.take(number * 960)
            scene.wait(0.02)
        }
        #expect(scene.heard.count == 100)
        #expect(scene.late == 0)
        #expect(abs(scene.heard[50] - time(1 + seconds)) <= 960)
        #expect(zip(scene.heard[50...], scene.heard[51...]).allSatisfy { $1 - $0 == 960 })
    }

    @Test("a word after a pause is heard although nothing follows it")
    func lastWord() {
        var scene = Scene()
        for number: UInt32 in 0..<50 {
            scene.take(number * 960)
            scene.wait(0.02)
        }
        scene.wait(3)
        scene.fillSilence(upTo: 3)
        for number: UInt32 in 50..<55 { scene.take(number * 960) }
        let deadline = scene.clock.nextDeadline
        #expect(deadline != nil)
        scene.elapsed = deadline ?? .zero
        scene.clock.advance(to: scene.elapsed, position: scene.position)
        scene.follow()
        #expect(scene.heard.count == 55)
    }

    @Test("a backlog that catches up keeps its place, and packets too late for listeners are not heard")
    func backlog() {
        var scene = Scene()
        for number: UInt32 in 0..<50 {
            scene.take(number * 960)
            scene.wait(0.02)
        }
        scene.wait(3)
        scene.fillSilence(upTo: 3)
        // All that the network held back, at once.
        for number: UInt32 in 50..<200 { scene.take(number * 960) }
        for number: UInt32 in 200..<250 {
            scene.take(number * 960)
            scene.wait(0.02)
        }
        #expect(scene.late == 100)
        #expect(scene.heard.last == time(249 * 0.02))
    }

    @Test("stalls that are too short for silence make no silence, and the dates follow")
    func stalls() {
        var scene = Scene()
        var number: UInt32 = 0
        for _ in 0..<10 {
            for _ in 0..<200 {
                scene.take(number * 960)
                number += 1
                scene.wait(0.02)
            }
            scene.wait(0.6)
        }
        #expect(scene.heard == (0..<2_000).map { MediaTime(samples: Int64($0 * 960)) })
        // Each packet was sent when it arrived.
        for (index, place) in scene.heard.enumerated() {
            let sent = Double(index) * 0.02 + Double(index / 200) * 0.6
            let date = Double(scene.dates.date(of: place).millisecondsSince1970) / 1_000
            #expect(abs(date - sent) < 0.5, "packet \(index)")
        }
    }

    @Test(
        "a clock that runs slow or fast for hours stays within half a second, and no packet is lost",
        arguments: [0.99, 0.999, 0.999_9, 1.000_1, 1.001, 1.01])
    func drift(rate: Double) {
        var scene = Scene()
        var jitter = HostileBytes(seed: 11)
        for number in 0..<(2 * 3_600 * 50) {
            let sent = Double(number) * 0.02 / rate
            scene.elapsed = time(sent + Double.random(in: 0...0.04, using: &jitter))
            scene.take(UInt32(truncatingIfNeeded: number * 960))
            guard let place = scene.heard.last else { continue }
            let date = Double(scene.dates.date(of: place).millisecondsSince1970) / 1_000
            guard abs(date - sent) < 0.5, abs(place - scene.elapsed) < MediaTime.sampleRate else {
                Issue.record("\(date) s instead of \(sent) s")
                return
            }
        }
        #expect(scene.early == 0)
        #expect(scene.late == 0)
        #expect(scene.heard.count == 2 * 3_600 * 50)
        // 10 ms at a time, where sound is made up or cut away at all.
        #expect(zip(scene.heard, scene.heard.dropFirst()).allSatisfy { abs($1 - $0 - 960) <= 480 })
    }

    @Test("jitter and a queue in the network leave every packet where its timestamp says")
    func jitter() {
        var scene = Scene()
        var generator = HostileBytes(seed: 12)
        var last = 0.0
        for number in 0..<30_000 {
            let sent = Double(number) * 0.02
            // A queue that fills and empties within eight seconds, each minute.
            let phase = sent.truncatingRemainder(dividingBy: 60)
            let queue = phase < 4 ? phase * 0.1 : max(0, 0.4 - (phase - 4) * 0.1)
            last = max(last, sent + queue + Double.random(in: 0...0.15, using: &generator))
            scene.elapsed = time(last)
            scene.take(UInt32(number * 960))
        }
        #expect(scene.heard == (0..<30_000).map { MediaTime(samples: Int64($0 * 960)) })
    }

    @Test("a late first packet makes the dates late only for a moment")
    func lateStart() {
        var scene = Scene()
        for number in 0..<500 {
            // It waited for a second in the network; the others did not.
            scene.elapsed = time(max(0, Double(number) * 0.02 - 1))
            scene.take(UInt32(number * 960))
        }
        let date = Double(scene.dates.date(of: scene.heard[499]).millisecondsSince1970) / 1_000
        #expect(abs(date - (499 * 0.02 - 1)) < 0.5)
    }

    @Test("dates do not jump if the first packets arrive in a small burst", arguments: [0.1, 0.218, 0.29])
    func burstAtTheStart(seconds: Double) {
        var scene = Scene()
        for number in 0..<500 {
            scene.elapsed = time(max(0, Double(number) * 0.02 - seconds))
            scene.take(UInt32(number * 960))
        }
        let dates = scene.heard.map { scene.dates.date(of: $0).millisecondsSince1970 }
        #expect(dates == (0..<500).map { Int64($0 * 20) })
    }
}

/// A place, by its seconds.
private func time(_ seconds: Double) -> MediaTime { MediaTime(samples: Int64((seconds * 48_000).rounded())) }
