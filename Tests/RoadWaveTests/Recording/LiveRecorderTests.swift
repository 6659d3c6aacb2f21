import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("Live recorder", .timeLimit(.minutes(5)))
struct LiveRecorderTests {
    @Test("a live is in its file while it goes on, and whole at its end")
    func wholeLive() async throws {
        try await Trial.run { trial in
            trial.record(0..<50)
            // The last packet waits for the next, since it may be the one that ends the stream.
            try await trial.until { try trial.read()?.packets.count == 49 }
            #expect(try trial.read()?.reader.isFinished == false)
            trial.record(50..<60)
            await trial.end()
            let (reader, packets) = try #require(try trial.read())
            #expect(packets.map(\.bytes) == (0..<60).map(Trial.packet))
            #expect(reader.isFinished)
            #expect(reader.tags?["LIVE_ID"] == trial.live.description)
            #expect(reader.tags?["DATE"] == "1970-01-01T00:00:00.000Z")
            #expect(trial.events.last == .ended)
        }
    }

    @Test("packets that come faster than they play are written without waiting for the clock")
    func fasterThanRealTime() async throws {
        try await Trial.run { trial in
            trial.record(0..<60)
            try await RoadWaveTestServices.until { try trial.read()?.packets.isEmpty == false }
        }
    }

    @Test("a live whose creator never came has no file")
    func nothing() async throws {
        try await Trial.run { trial in
            trial.clock.advance(by: .seconds(1))
            await trial.end()
            #expect(!FileManager.default.fileExists(atPath: trial.recordings))
            #expect(trial.events.isEmpty)
        }
    }

    @Test("what was not said is as long in the recording", arguments: [1, 100, 10_000])
    func gap(packets missing: Int) async throws {
        try await Trial.run { trial in
            trial.record(0..<10)
            trial.record(10 + missing..<20 + missing)
            await trial.end()
            let packets = try #require(try trial.read()).packets
            for index in 0..<10 {
                #expect(packets.first { $0.position == Int64(index * 960) }?.bytes == Trial.packet(index))
                let late = index + 10 + missing
                #expect(packets.first { $0.position == Int64(late * 960) }?.bytes == Trial.packet(late))
            }
        }
    }

    @Test("while the disk is full packets wait, and are all there when it is not", .enabled(if: FullDisk.isPossible))
    func shortFailure() async throws {
        try await Trial.run { trial in
            try trial.fillDisk()
            for second in 0..<3 {
                trial.record(second * 50..<second * 50 + 50)
                try await trial.until { trial.hasFailed }
            }
            #expect(trial.events.count == 1)
            guard case .failed(let error) = trial.events.first else {
                Issue.record("\(trial.events)")
                return
            }
            #expect(error.number == ENOSPC)
            try trial.emptyDisk()
            try await trial.until { trial.events.contains(.recovered) }
            await trial.end()
            #expect(try trial.read()?.packets.map(\.bytes) == (0..<150).map(Trial.packet))
        }
    }

    @Test("what does not fit in memory is lost, and the rest is in its time", .enabled(if: FullDisk.isPossible))
    func longFailure() async throws {
        try await Trial.run { trial in
            try trial.fillDisk()
            for second in 0..<60 { trial.record(second * 50..<second * 50 + 50) }
            try await trial.until { trial.hasFailed }
            try trial.emptyDisk()
            try await trial.until { trial.events.contains(.recovered) }
            trial.record(3_000..<3_010)
            await trial.end()
            let packets = try #require(try trial.read()).packets
            #expect(packets.first?.bytes == Trial.packet(0))
            #expect(packets.last?.bytes == Trial.packet(3_009))
            #expect(packets.last?.position == Int64(3_009 * 960))
            let lost = trial.events.reduce(0) { if case .lost(let packets) = $1 { $0 + packets } else { $0 } }
            let heard = packets.filter { $0.duration == 960 && $0.bytes.count > 3 }
            #expect(lost + heard.count == 3_010)
            #expect(lost > 2_000)
        }
    }

    @Test("a file that is taken away is begun again, in its time")
    func removedFile() async throws {
        try await Trial.run { trial in
            trial.record(0..<50)
            try await trial.until { try trial.read()?.packets.isEmpty == false }
            try FileManager.default.removeItem(atPath: trial.recordings)
            trial.record(50..<100)
            try await trial.until { trial.hasFailed }
            trial.record(100..<150)
            await trial.end()
            let packets = try #require(try trial.read()).packets
            #expect(packets.suffix(50).map(\.bytes) == (100..<150).map(Trial.packet))
            #expect(packets.suffix(50).first?.position == Int64(100 * 960))
        }
    }

    @Test("a disk that answers no more holds up nobody who records, and takes no more than the bound")
    func hangingDisk() async throws {
        try await Trial.run { trial in
            // Opening it to write waits for a reader, as a disk that hangs would.
            let incoming = trial.recordings + "/" + RecordingFile.incomingFolder
            try FileManager.default.createDirectory(atPath: incoming, withIntermediateDirectories: true)
            let fifo = incoming + "/\(trial.live).opus"
            #expect(mkfifo(fifo, 0o600) == 0)
            for second in 0..<100 { trial.record(second * 50..<second * 50 + 50) }
            trial.clock.advance(by: .seconds(1))
            trial.record(5_000..<5_050)
            #expect(trial.events.allSatisfy { if case .lost = $0 { true } else { false } })
            let reader = open(fifo, O_RDWR)
            #expect(reader >= 0)
            await trial.end()
            close(reader)
        }
    }
}

/// One recorder with its clock, its disk and what it said.
private final class Trial: Sendable {
    let live = LiveID()
    let clock = TurnedClock()
    let recordings: String
    private let directory: TemporaryDirectory
    private let recorder: LiveRecorder
    private let journal: Journal
    private let running = Mutex<Task<Void, Never>?>(nil)

    /// Runs a body with a recorder that runs, and ends the recorder whatever happens.
    static func run(_ body: (Trial) async throws -> Void) async throws {
        let trial = try Trial()
        trial.running.withLock { $0 = Task { await trial.recorder.run() } }
        do {
            try await body(trial)
        } catch {
            await trial.end()
            throw error
        }
        await trial.end()
    }

    private init() throws {
        directory = try TemporaryDirectory()
        recordings = directory.path + "/recordings"
        let journal = Journal()
        self.journal = journal
        recorder = try LiveRecorder(
            of: live, startedAt: WallDate(millisecondsSince1970: 0),
            in: RecordingDirectory(path: recordings, configuration: RecordingConfiguration()),
            clock: NodeClock(clock), report: { journal.append($0) })
    }

    /// What the recorder reported, but for what it wrote.
    var events: [RecordingEvent] {
        journal.events.filter { if case .written = $0 { false } else { true } }
    }

    var hasFailed: Bool { events.contains { if case .failed = $0 { true } else { false } } }

    /// 20 ms of silence, told apart by their padding and 128 bytes long: code 3, one frame.
    static func packet(_ index: Int) -> [UInt8] {
        let mark = [UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8)]
        return [31 << 3 | 3, 0x41, 123, 0xff, 0xfe] + [UInt8](repeating: 0, count: 121) + mark
    }

    /// Hands over the packets of these numbers, each at its time.
    func record(_ numbers: Range<Int>) {
        for number in numbers {
            recorder.record(Self.packet(number), lasting: 960, at: MediaTime(samples: Int64(number * 960)))
        }
    }

    /// What is in the file; nil when there is none.
    func read() throws -> (reader: OggOpusReader, packets: [OggOpusReader.Packet])? {
        guard let bytes = FileManager.default.contents(atPath: "\(recordings)/\(live).opus") else { return nil }
        var reader = OggOpusReader()
        reader.append(Array(bytes))
        reader.finish()
        var packets: [OggOpusReader.Packet] = []
        while let packet = try reader.next() { packets.append(packet) }
        return (reader, packets)
    }

    /// Every byte written to the recording from now on finds no space.
    func fillDisk() throws {
        let incoming = recordings + "/" + RecordingFile.incomingFolder
        try FileManager.default.createDirectory(atPath: incoming, withIntermediateDirectories: true)
        try FullDisk.put(at: incoming + "/\(live).opus")
    }

    func emptyDisk() throws {
        try FileManager.default.removeItem(atPath: recordings + "/" + RecordingFile.incomingFolder)
    }

    /// Turns the clock until a condition holds: the recorder may fall asleep after the first turn.
    func until(_ condition: () throws -> Bool) async throws {
        while try !condition() {
            try Task.checkCancellation()
            clock.advance(by: .milliseconds(100))
            await Task.yield()
        }
    }

    /// Ends the live, and waits for its recording.
    func end() async {
        recorder.finish()
        await running.withLock { $0 }?.value
    }
}

/// The events of one recorder, in order.
private final class Journal: Sendable {
    private let entries = Mutex<[RecordingEvent]>([])

    var events: [RecordingEvent] { entries.withLock { $0 } }

    func append(_ event: RecordingEvent) { entries.withLock { $0.append(event) } }
}
