internal import Dispatch
internal import RoadWaveRTC
internal import Synchronization

/// The engine's access to PostgreSQL: a few connections, opened on demand and again after a failure.
///
/// libpq runs on a queue for each connection, never on the threads of Swift tasks or event loops. Every call must be
/// idempotent: if the server has closed an idle connection, the call is repeated on a new one.
final class PostgresClient: Sendable {
    /// The connections of a node: the writers of the catalogue and of the audit trail, two lists of lives, one search.
    /// The server limits them (100 by default), so nineteen nodes fit.
    static let connections = 5
    /// The most calls that wait for one connection: a working server takes milliseconds for each.
    private static let maximumWaiting = 64
    /// The most searches that wait: they take longer, and any client may request any number of them.
    private static let maximumSearches = 8

    /// The purpose of a call.
    enum Purpose: Sendable {
        /// A request waits for the answer. It fails if there are too many.
        case reading
        /// A search, on a separate connection, so that the others stay responsive.
        case searching
        /// A record that must be stored. It never waits behind the requests: they use half of the connections only.
        case writing
    }

    /// One connection and its queue.
    private final class Lane: Sendable {
        let queue: DispatchQueue
        let timeouts: PostgresTimeouts
        /// Locked on the queue only, during a call.
        let connection = Mutex<PostgresConnection?>(nil)

        init(_ number: Int, timeouts: PostgresTimeouts) {
            queue = DispatchQueue(label: "roadwave.postgresql.\(number)")
            self.timeouts = timeouts
        }
    }

    private struct State {
        /// Running and waiting calls, by lane.
        var waiting: [Int]
        /// Shared, so that a dead server costs one attempt and not one for each connection.
        var backOff = ConnectionBackOff<DatabaseFailure>()
        var isClosed = false
    }

    let address: PostgresAddress
    let timeouts: PostgresTimeouts
    private let now: @Sendable () -> MonotonicTime
    private let lanes: [Lane]
    private let state: Mutex<State>

    /// A client that is not connected yet.
    /// - Parameter now: the clock for the waits between two attempts to connect.
    init(
        address: PostgresAddress, timeouts: PostgresTimeouts = PostgresTimeouts(),
        connections: Int = PostgresClient.connections, now: @escaping @Sendable () -> MonotonicTime
    ) {
        self.address = address
        self.timeouts = timeouts
        self.now = now
        let count = max(connections, 1)
        lanes = (0..<count).map { number in
            var timeouts = timeouts
            // If there are several, the last one is for searches.
            if number > 0, number == count - 1 { timeouts.statement = min(timeouts.search, timeouts.statement) }
            return Lane(number, timeouts: timeouts)
        }
        state = Mutex(State(waiting: Array(repeating: 0, count: count)))
    }

    /// Runs a body on the connection with the fewest calls. Searches use the search connection; writes use all others,
    /// and reads half of these.
    /// - Throws: ``DatabaseFailure``, at once while the server is known to be absent.
    func run<Value: Sendable>(
        for purpose: Purpose = .writing,
        _ body: @escaping @Sendable (PostgresConnection) throws(DatabaseFailure) -> Value
    ) async throws(DatabaseFailure) -> Value {
        let number = try enter(for: purpose)
        let lane = lanes[number]
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, DatabaseFailure>, Never>) in
            lane.queue.async {
                continuation.resume(
                    returning: Result { () throws(DatabaseFailure) in try self.perform(body, on: lane) })
            }
        }
        state.withLock { $0.waiting[number] -= 1 }
        return try result.get()
    }

    /// Executes one statement.
    @discardableResult
    func query(
        _ sql: String, _ parameters: [PostgresValue] = [], for purpose: Purpose = .writing
    ) async throws(DatabaseFailure) -> [SQLRow] {
        try await run(for: purpose) { connection throws(DatabaseFailure) in try connection.query(sql, parameters) }
    }

    /// Closes the connections after their calls; later calls fail.
    func close() async {
        state.withLock { $0.isClosed = true }
        for lane in lanes {
            await withCheckedContinuation { continuation in
                lane.queue.async {
                    lane.connection.withLock { $0 = nil }
                    continuation.resume()
                }
            }
        }
    }

    private func enter(for purpose: Purpose) throws(DatabaseFailure) -> Int {
        try state.withLock { state throws(DatabaseFailure) in
            guard !state.isClosed else {
                throw DatabaseFailure(.unreachable, "the connections to \(address) are closed")
            }
            let all = state.waiting.indices
            let common = all.prefix(max(all.count - 1, 1))
            let open =
                switch purpose {
                case .writing: common
                case .reading: common.prefix(max(common.count / 2, 1))
                case .searching: all.suffix(1)
                }
            let most = purpose == .searching ? Self.maximumSearches : Self.maximumWaiting
            guard let number = open.min(by: { state.waiting[$0] < state.waiting[$1] }), state.waiting[number] < most
            else { throw DatabaseFailure(.overloaded, "too many calls wait for \(address)") }
            state.waiting[number] += 1
            return number
        }
    }

    private func perform<Value: Sendable>(
        _ body: (PostgresConnection) throws(DatabaseFailure) -> Value, on lane: Lane
    ) throws(DatabaseFailure) -> Value {
        try lane.connection.withLock { connection throws(DatabaseFailure) in
            if let open = connection {
                do throws(DatabaseFailure) {
                    return try body(open)
                } catch {
                    guard !open.isUsable else { throw error }
                    connection = nil
                    // A slow server would only be slow again.
                    guard error.code == .unreachable else { throw error }
                }
            }
            if let refusal = state.withLock({ $0.backOff.refusal(now: now()) }) { throw refusal }
            let made = try connect(lane.timeouts)
            do throws(DatabaseFailure) {
                let value = try body(made)
                connection = made
                return value
            } catch {
                if made.isUsable { connection = made }
                throw error
            }
        }
    }

    private func connect(_ timeouts: PostgresTimeouts) throws(DatabaseFailure) -> PostgresConnection {
        do throws(DatabaseFailure) {
            let made = try PostgresConnection.connect(to: address, timeouts: timeouts)
            state.withLock { $0.backOff.succeed() }
            return made
        } catch {
            state.withLock { $0.backOff.fail(error, now: now(), jitter: .random(in: 0...1)) }
            throw error
        }
    }
}

/// How long the node waits for PostgreSQL: real time, even with a manual clock, since it limits how long a dead server
/// delays calls.
struct PostgresTimeouts: Hashable, Sendable {
    /// For a connection: some round trips of TCP, TLS and login, or one retransmitted packet (1 s).
    var connect = Duration.seconds(3)
    /// For a statement, enforced by the server: ours take milliseconds.
    var statement = Duration.seconds(5)
    /// For a search: it takes some 20 ms.
    var search = Duration.seconds(1)
    /// For the migrations of a large database, indexes included.
    var migration = Duration.seconds(60)
    /// The extra wait after the server's own limit before the server counts as dead.
    var grace = Duration.seconds(1)
}
