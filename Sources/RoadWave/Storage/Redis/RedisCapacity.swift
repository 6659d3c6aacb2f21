internal import Logging

/// The slots for lives, counted in Redis for all the nodes that share it.
///
/// While Redis does not answer, no live is admitted: a node cannot know how many lives the others run. Running lives
/// continue. If Redis restarts empty, or was away for longer than a lease, nobody is admitted for
/// ``CapacityPolicy/settling``; in this time every node renews the lives that it runs.
final class RedisCapacity: LiveCapacity {
    /// The clock of the leases. Scripts take the time as an argument, so they are deterministic.
    enum TimeSource: Hashable, Sendable {
        /// The clock of Redis, whatever the wall clocks of the nodes are: the node reads it at each renewal.
        case server
        /// The clock of the node, for nodes that share a manual clock.
        case node
    }

    private let client: RedisClient
    private let policy: CapacityPolicy
    private let time: RedisTime
    private let logger: Logger

    init(client: RedisClient, policy: CapacityPolicy, time: TimeSource, logger: Logger) {
        self.client = client
        self.policy = policy
        self.time = RedisTime(client: client, source: time)
        self.logger = logger
    }

    func acquire(
        _ request: SlotRequest, renewing lives: [LiveID: UserID], now: WallDate
    ) async throws(CapacityError) -> Admission {
        let words = try await run(
            CapacityScripts.acquire, now: try await sharedDate(at: now),
            [
                request.live.description, request.creator.id.description, request.creator.isPremium ? "1" : "0",
                request.ticket.description,
            ] + Self.words(lives))
        guard let occupancy = Occupancy(words.prefix(4)), let decision = SlotDecision(words.dropFirst(4)) else {
            throw unreadable(words)
        }
        return Admission(decision: decision, occupancy: occupancy)
    }

    func release(_ live: LiveID, now: WallDate) async throws(CapacityError) {
        _ = try await run(CapacityScripts.release, now: try await sharedDate(at: now), [live.description])
    }

    func renew(_ lives: [LiveID: UserID], now: WallDate) async throws(CapacityError) -> Occupancy {
        let words = try await run(CapacityScripts.renew, now: try await measuredDate(at: now), Self.words(lives))
        guard let occupancy = Occupancy(words[...]) else { throw unreadable(words) }
        return occupancy
    }

    private static func words(_ lives: [LiveID: UserID]) -> [String] {
        lives.flatMap { [$0.description, $1.description] }
    }

    /// A date of this node, converted to the shared time.
    private func sharedDate(at now: WallDate) async throws(CapacityError) -> WallDate {
        do throws(RedisError) {
            return try await time.shared(now)
        } catch {
            throw Self.uncountable(error)
        }
    }

    /// The same, after a new measurement of Redis' clock. If that clock was set, the leases are meaningless: the count
    /// is lost.
    private func measuredDate(at now: WallDate) async throws(CapacityError) -> WallDate {
        do throws(RedisError) {
            let reading = try await time.measured(now)
            if let period = reading.turnedBy {
                logger.warning(
                    "the clock of Redis was set: no live is admitted for one lease", metadata: ["by": "\(period)"])
                _ = try await client.send(CapacityScripts.forgetting)
            }
            return reading.date
        } catch {
            throw Self.uncountable(error)
        }
    }

    private func run(
        _ script: RedisScript, now: WallDate, _ arguments: [String]
    ) async throws(CapacityError) -> [RedisReply] {
        let periods = [policy.lease, policy.reservation, policy.patience, policy.settling]
        let common =
            ["\(now.millisecondsSince1970)"]
            + [policy.maximumLives, policy.livesPerCreator, policy.maximumWaiting].map { "\($0)" }
            + periods.map { "\($0.wholeMilliseconds)" }
        let reply: RedisReply
        do throws(RedisError) {
            reply = try await client.run(script, keys: CapacityScripts.keys, arguments: common + arguments)
        } catch {
            throw Self.uncountable(error)
        }
        guard case .array(let words) = reply else { throw unreadable([reply]) }
        return words
    }

    private static func uncountable(_ error: RedisError) -> CapacityError {
        CapacityError(message: "the lives of all nodes cannot be counted", cause: error)
    }

    private func unreadable(_ words: [RedisReply]) -> CapacityError {
        CapacityError(message: "Redis answered \(words), which no script of this version does")
    }
}

extension Occupancy {
    /// The numbers returned by a script; nil for another reply.
    fileprivate init?(_ words: ArraySlice<RedisReply>) {
        let numbers = words.compactMap(\.int)
        guard words.count == 4, numbers.count == 4 else { return nil }
        self.init(taken: numbers[0], reserved: numbers[1], waiting: numbers[2], isSettling: numbers[3] != 0)
    }
}

extension SlotDecision {
    /// The decision returned by a script; nil for another reply.
    fileprivate init?(_ words: ArraySlice<RedisReply>) {
        let details = words.dropFirst()
        switch (words.first?.text, details.count) {
        case ("granted", 0): self = .granted
        case ("settling", 0): self = .settling
        case ("limit", 1...): self = .creatorLimit(details.compactMap { $0.text.flatMap { LiveID($0) } })
        case ("full", 0): self = .full(nil)
        case ("full", 2):
            guard let position = details.first?.int, let ticket = details.last?.text else { return nil }
            self = .full(QueuePlace(position: position, ticket: QueueTicket(ticket)))
        default: return nil
        }
    }
}
