/// The places for lives, counted in Redis for all the nodes that share it.
///
/// While Redis does not answer, nothing is granted: a node alone cannot know how many lives the others run. Running lives
/// are not touched. A Redis that comes back empty, or after longer than a lease, admits nobody for
/// ``CapacityPolicy/settling``, in which every node tells it, by its next renewal, which lives it runs.
struct RedisCapacity: LiveCapacity {
    let client: RedisClient
    let policy: CapacityPolicy

    func acquire(_ request: SlotRequest, now: WallDate) async throws(CapacityError) -> SlotDecision {
        let words = try await run(
            CapacityScripts.acquire, now: now,
            [
                request.live.description, request.creator.id.description, request.creator.isPremium ? "1" : "0",
                request.ticket.description,
            ])
        switch (words.first?.text, words.count) {
        case ("granted", 1): return .granted
        case ("settling", 1): return .settling
        case ("full", 1): return .full(nil)
        case ("full", 3):
            guard let position = words[1].int, let ticket = words[2].text else { break }
            return .full(QueuePlace(position: position, ticket: QueueTicket(ticket)))
        default: break
        }
        throw unreadable(words)
    }

    func release(_ live: LiveID, now: WallDate) async throws(CapacityError) {
        _ = try await run(CapacityScripts.release, now: now, [live.description])
    }

    func renew(_ lives: Set<LiveID>, now: WallDate) async throws(CapacityError) -> Occupancy {
        let words = try await run(CapacityScripts.renew, now: now, lives.map(\.description))
        let numbers = words.compactMap(\.int)
        guard numbers.count == 4 else { throw unreadable(words) }
        return Occupancy(taken: numbers[0], reserved: numbers[1], waiting: numbers[2], isSettling: numbers[3] != 0)
    }

    private func run(
        _ script: RedisScript, now: WallDate, _ arguments: [String]
    ) async throws(CapacityError) -> [RedisReply] {
        let periods = [policy.lease, policy.reservation, policy.patience, policy.settling]
        let common =
            ["\(now.millisecondsSince1970)", "\(policy.maximumLives)", "\(policy.maximumWaiting)"]
            + periods.map { "\($0.wholeMilliseconds)" }
        let reply: RedisReply
        do throws(RedisError) {
            reply = try await client.run(script, keys: CapacityScripts.keys, arguments: common + arguments)
        } catch {
            throw CapacityError(message: "the lives of all nodes cannot be counted", cause: error)
        }
        guard case .array(let words) = reply else { throw unreadable([reply]) }
        return words
    }

    private func unreadable(_ words: [RedisReply]) -> CapacityError {
        CapacityError(message: "Redis answered \(words), which no script of this version does")
    }
}
