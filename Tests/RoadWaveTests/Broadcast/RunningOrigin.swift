import Synchronization
import Testing

@testable import RoadWave

/// An origin that runs on a faulty storage and a clock that stands still, and what it reports.
final class RunningOrigin: Sendable {
    let origin: BroadcastOrigin
    let storage: FaultyStorage
    let clock: TurnedClock

    private let renditions: [Rendition]
    private let events: Observations

    fileprivate init(ladder: String, fence: WriteFence) throws {
        let configuration = try BroadcastConfiguration(ladder: RenditionLadder(parsing: ladder))
        let events = Observations()
        storage = try FaultyStorage()
        clock = TurnedClock()
        renditions = configuration.ladder.renditions
        self.events = events
        origin = BroadcastOrigin(
            storage: storage, keys: try BroadcastKeys(liveID: "live"), configuration: configuration, clock: clock,
            fence: fence
        ) { events.add($0) }
    }

    func publish(_ sequences: Range<Int>) {
        for sequence in sequences { origin.publish(.twoSeconds(sequence, renditions)) }
    }

    /// The stored playlist of a rendition.
    func playlist(_ name: String = "48k") async throws -> MediaPlaylist {
        let object = try await storage.get(ObjectKey("lives/live/\(name)/media.m3u8"))
        return try MediaPlaylist(parsing: String(decoding: object.bytes, as: UTF8.self))
    }

    /// Waits for an event that was or will be reported.
    func wait(for matches: @escaping @Sendable (BroadcastEvent) -> Bool) async {
        await events.wait(for: matches)
    }

    func wait(forListed sequence: Int) async {
        await wait { if case .listed(let listed) = $0 { listed >= sequence } else { false } }
    }

    /// Waits for a segment to be listed, with no wait between retries from now on.
    func retry(untilListed sequence: Int) async {
        clock.setFree()
        await wait(forListed: sequence)
    }

    var failedWrites: Int {
        events.all.filter { if case .writeFailed = $0 { true } else { false } }.count
    }

    /// The numbers of the segments whose media was given up.
    var lost: [Int] {
        events.all.compactMap { if case .lost(let sequence, _) = $0 { sequence } else { nil } }
    }
}

/// Runs `body` beside an origin, and ends the origin with it.
func withOrigin(
    ladder: String = "48k", fence: WriteFence = .open, _ body: (RunningOrigin) async throws -> Void
) async throws {
    let live = try RunningOrigin(ladder: ladder, fence: fence)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await live.origin.run() }
        defer { group.cancelAll() }
        try await body(live)
    }
}

/// Events in the order in which they came, and tests that wait for one.
private final class Observations: Sendable {
    private struct Waiter {
        var matches: @Sendable (BroadcastEvent) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var events: [BroadcastEvent] = []
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    var all: [BroadcastEvent] { state.withLock(\.events) }

    func add(_ event: BroadcastEvent) {
        let waiters = state.withLock { state in
            state.events.append(event)
            defer { state.waiters.removeAll { $0.matches(event) } }
            return state.waiters.filter { $0.matches(event) }
        }
        for waiter in waiters { waiter.continuation.resume() }
    }

    func wait(for matches: @escaping @Sendable (BroadcastEvent) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.events.contains(where: matches) { return true }
                state.waiters.append(Waiter(matches: matches, continuation: continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
