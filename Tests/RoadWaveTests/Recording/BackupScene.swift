import Foundation
import RoadWaveMedia
import RoadWaveTestServices
import Synchronization

@testable import RoadWave

/// The recordings of a node, a secondary storage, and what is handed over.
final class BackupScene: Sendable {
    private struct State {
        var handedOver: [LiveID] = []
        var sizes: [LiveID: Int64] = [:]
        var handOverFaults = 0
        var announced: [LiveID] = []
        var announcementFaults = 0
        var asked: [[LiveID]] = []
        var askFaults = 0
        var unrecorded: Set<LiveID> = []
        var handedOverElsewhere: Set<LiveID> = []
        var released: Set<LiveID> = []
        var isDatabaseAway = false

        func askDatabase() throws {
            guard isDatabaseAway else { return }
            throw DatabaseFailure(.unreachable, "a fault of the test")
        }
        var random = SplitMix64(seed: 1)
    }

    let clock = TurnedClock()
    let storage: FaultyStorage
    let archive: RecordingArchive
    private let folder: TemporaryDirectory
    private let state = Mutex(State())

    init() throws {
        storage = try FaultyStorage()
        archive = RecordingArchive(storage: storage)
        folder = try TemporaryDirectory()
    }

    /// Lives whose recordings were handed over, in order.
    var handedOver: [LiveID] { state.withLock(\.handedOver) }
    /// The bytes of each recording that was handed over.
    var sizes: [LiveID: Int64] { state.withLock(\.sizes) }
    /// The lives for which the node noted that it will hand them over, in order.
    var announced: [LiveID] { state.withLock(\.announced) }
    /// The lives of each question about recordings that were not handed over.
    var asked: [[LiveID]] { state.withLock(\.asked) }

    /// Makes the next hand-overs, the next questions, and the next notes about recordings that wait fail.
    func fail(handOvers: Int = 0, questions: Int = 0, announcements: Int = 0) {
        state.withLock {
            $0.announcementFaults = announcements
            $0.handOverFaults = handOvers
            $0.askFaults = questions
        }
    }

    /// Whether every call about a live fails.
    func setDatabaseFault(_ isAway: Bool) { state.withLock { $0.isDatabaseAway = isAway } }

    /// What the jobs say about these lives: not handed over.
    func setUnrecorded(_ lives: Set<LiveID>) { state.withLock { $0.unrecorded = lives } }

    /// Another node has handed a recording over.
    func handOverElsewhere(_ live: LiveID) { state.withLock { _ = $0.handedOverElsewhere.insert(live) } }

    /// A recording was deleted because nothing needs it any more.
    func release(_ live: LiveID) { state.withLock { _ = $0.released.insert(live) } }

    /// The copies of a node that starts now.
    func backup(every period: Duration = .seconds(600)) -> RecordingBackup {
        RecordingBackup(
            of: RecordingDirectory(path: folder.path, configuration: RecordingConfiguration()), to: archive,
            every: period, clock: NodeClock(clock),
            outlets: RecordingBackup.Outlets(
                unrecorded: { lives in
                    try self.state.withLock { state in
                        guard state.askFaults == 0 else {
                            state.askFaults -= 1
                            throw DatabaseFailure(.unreachable, "a fault of the test")
                        }
                        state.asked.append(lives)
                        return lives.filter { state.unrecorded.contains($0) }
                    }
                },
                isHandedOver: { live in
                    try self.state.withLock { state in
                        try state.askDatabase()
                        return state.handedOver.contains(live) || state.handedOverElsewhere.contains(live)
                    }
                },
                handOver: { live, size in
                    try self.state.withLock { state in
                        try state.askDatabase()
                        guard state.handOverFaults == 0 else {
                            state.handOverFaults -= 1
                            throw DatabaseFailure(.unreachable, "a fault of the test")
                        }
                        state.handedOver.append(live)
                        state.sizes[live] = size
                    }
                },
                announce: { lives in
                    try self.state.withLock { state in
                        guard state.announcementFaults == 0 else {
                            state.announcementFaults -= 1
                            throw DatabaseFailure(.unreachable, "a fault of the test")
                        }
                        state.announced += lives
                        return Set(lives)
                    }
                },
                isReleased: { live in
                    try self.state.withLock { state in
                        try state.askDatabase()
                        return state.released.contains(live)
                    }
                },
                metrics: RecordingMetrics(MetricsRegistry()), logger: .silent))
    }

    /// Runs copies until a condition holds, while the clock is turned.
    func run(
        _ backup: RecordingBackup, leftovers: [LiveID] = [], turning step: Duration = .zero,
        until condition: () async throws -> Bool
    ) async throws {
        let running = Task { await backup.run(leftovers: leftovers) }
        do {
            try await RoadWaveTestServices.until {
                if step > .zero { clock.advance(by: step) }
                return try await condition()
            }
        } catch {
            running.cancel()
            await running.value
            throw error
        }
        running.cancel()
        await running.value
    }

    // MARK: The recordings

    private func path(_ live: LiveID) -> String { "\(folder.path)/\(live).opus" }

    /// The recorder writes so many bytes more.
    func grow(_ live: LiveID, by count: Int) throws {
        let bytes = state.withLock { state in
            Data((0..<count).map { _ in UInt8(truncatingIfNeeded: state.random.next()) })
        }
        guard let file = FileHandle(forWritingAtPath: path(live)) else {
            return try bytes.write(to: URL(filePath: path(live)))
        }
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: bytes)
    }

    /// Somebody removes the file: the recorder begins another one.
    func remove(_ live: LiveID) throws { try FileManager.default.removeItem(atPath: path(live)) }

    /// The end of the file is lost.
    func shorten(_ live: LiveID, to size: UInt64) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path(live)))
        defer { try? file.close() }
        try file.truncate(atOffset: size)
    }

    /// The end of the file was lost with the power: it has zeros there.
    func damage(_ live: LiveID, last count: UInt64) throws {
        let size = UInt64(try contents(live).count)
        try shorten(live, to: size - count)
        let file = try FileHandle(forWritingTo: URL(filePath: path(live)))
        defer { try? file.close() }
        try file.truncate(atOffset: size)
    }

    func contents(_ live: LiveID) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(live)))) }

    // MARK: The secondary storage

    /// The pieces of a recording in the order of their names.
    func pieces(_ live: LiveID) async throws -> [[UInt8]] {
        let keys = try await storage.list(
            ObjectPrefix(folder: try ObjectKey("recordings/\(live)")), after: nil, limit: 1_000)
        var pieces: [[UInt8]] = []
        for key in keys { pieces.append(try await storage.get(key, range: nil).bytes) }
        return pieces
    }

    /// What a worker reads.
    func copy(_ live: LiveID) async throws -> [UInt8] {
        guard let recording = try await archive.recording(of: live) else { return [] }
        var bytes: [UInt8] = []
        while case let next = try await recording.read(at: Int64(bytes.count), count: 100_000), !next.isEmpty {
            bytes += next
        }
        return bytes
    }
}
