internal import Foundation
internal import Logging
internal import RoadWaveRTC

/// The nodes that share a Redis, and their lives.
///
/// While Redis does not answer, no lease is renewed and no live can be taken over. If Redis restarts empty, or was away
/// for longer than a lease, no live is taken over for ``LeasePolicy/settling``; in this time every node reports its
/// lives with its next renewal.
final class RedisNodeRegistry: NodeRegistry {
    private let client: RedisClient
    private let policy: LeasePolicy
    private let time: RedisTime
    private let logger: Logger

    init(client: RedisClient, policy: LeasePolicy, time: RedisTime, logger: Logger) {
        self.client = client
        self.policy = policy
        self.time = time
        self.logger = logger
    }

    func renew(_ presence: NodePresence, now: WallDate) async throws(NodeRegistryError) -> LeaseGrant {
        var arguments = [presence.node.description, presence.url, "\(presence.epoch)"]
        for live in presence.lives { arguments += [live.id.description, try Self.json(live)] }
        let words = try await run(NodeScripts.renew, now: try await measuredDate(at: now), arguments)
        guard let epoch = words.first?.text.flatMap({ Int(digits: $0) }) else { throw Self.unreadable(words) }
        return LeaseGrant(epoch: epoch, over: Set(words.dropFirst().compactMap { $0.text.flatMap { LiveID($0) } }))
    }

    func report(_ live: Live, of node: NodeID, now: WallDate) async throws(NodeRegistryError) {
        _ = try await run(NodeScripts.report, now: now, about: live, [node.description])
    }

    func end(_ live: Live, of node: NodeID, now: WallDate) async throws(NodeRegistryError) {
        _ = try await run(NodeScripts.end, now: now, about: live, [node.description])
    }

    func find(_ id: LiveID, now: WallDate) async throws(NodeRegistryError) -> HostedLive? {
        let words = try await run(NodeScripts.find, now: try await sharedDate(at: now), [id.description])
        guard let document = words.first else { return nil }
        guard let live = Self.live(document), live.id == id else { throw Self.unreadable(words) }
        guard words.count == 4 else { return HostedLive(live: live, host: nil) }
        guard let node = words[1].text.flatMap({ NodeID($0) }), let url = words[2].text, let isAlive = words[3].int
        else { throw Self.unreadable(words) }
        return HostedLive(live: live, host: HostedLive.Host(node: node, url: url, isAlive: isAlive != 0))
    }

    func reported(_ ids: [LiveID]) async throws(NodeRegistryError) -> [LiveID: Live] {
        guard !ids.isEmpty else { return [:] }
        let reply: RedisReply
        do throws(RedisError) {
            reply = try await client.send(NodeScripts.reported(ids))
        } catch {
            throw Self.unusable(error)
        }
        guard case .array(let documents) = reply else { throw Self.unreadable([reply]) }
        let lives = documents.compactMap(Self.live)
        return Dictionary(lives.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func isAlive(_ node: NodeID, now: WallDate) async throws(NodeRegistryError) -> Bool? {
        let words = try await run(NodeScripts.isAlive, now: try await sharedDate(at: now), [node.description])
        guard !words.isEmpty else { return nil }
        guard let isAlive = words.first?.int else { throw Self.unreadable(words) }
        return isAlive != 0
    }

    func nodes(now: WallDate) async throws(NodeRegistryError) -> [KnownNode] {
        let words = try await run(NodeScripts.nodes, now: try await sharedDate(at: now), [])
        var known: [KnownNode] = []
        for index in stride(from: 0, to: words.count - words.count % 4, by: 4) {
            guard let node = words[index].text.flatMap({ NodeID($0) }), let url = words[index + 1].text,
                let rest = words[index + 2].text.flatMap({ Int64($0) }), let lives = words[index + 3].text
            else { throw Self.unreadable(words) }
            known.append(
                KnownNode(
                    node: node, url: url, leaseRest: .milliseconds(rest),
                    lives: lives.split(separator: " ").compactMap { LiveID($0) }
                        .sorted { $0.description < $1.description }))
        }
        return known.sorted { $0.node.description < $1.node.description }
    }

    func orphans(now: WallDate) async throws(NodeRegistryError) -> [OrphanedLive] {
        let words = try await run(
            NodeScripts.orphans, now: try await measuredDate(at: now), ["\(Self.orphanLimit)"])
        return stride(from: 0, to: words.count - words.count % 3, by: 3).compactMap { index in
            guard let live = Self.live(words[index]), let node = words[index + 1].text.flatMap({ NodeID($0) }) else {
                logger.warning(
                    "a live of a dead node cannot be read, and is skipped", metadata: ["live": "\(words[index])"])
                return nil
            }
            // A date by the clock of the caller, not by that of Redis.
            let seenAt = words[index + 2].text.flatMap { Int64($0) }.map { milliseconds in
                now + (Duration.milliseconds(-milliseconds) - policy.lease)
            }
            return OrphanedLive(live: live, node: node, seenAt: seenAt)
        }
    }

    func claim(
        _ live: Live, from owner: NodeID, by claimant: NodeID, now: WallDate
    ) async throws(NodeRegistryError) -> Bool {
        let words = try await run(
            NodeScripts.claim, now: now, about: live, [owner.description, claimant.description])
        guard let isClaimed = words.first?.int else { throw Self.unreadable(words) }
        return isClaimed != 0
    }

    func release(_ id: LiveID, of claimant: NodeID, now: WallDate) async throws(NodeRegistryError) {
        _ = try await run(
            NodeScripts.release, now: try await sharedDate(at: now), [id.description, claimant.description])
    }

    func beginReconciliation(now: WallDate) async throws(NodeRegistryError) -> Bool {
        let words = try await run(NodeScripts.beginReconciliation, now: try await sharedDate(at: now), [])
        guard let isDue = words.first?.int else { throw Self.unreadable(words) }
        return isDue != 0
    }

    func reconcile(_ written: [Live], now: WallDate) async throws(NodeRegistryError) -> [Live] {
        var arguments: [String] = []
        for live in written { arguments += [live.id.description, try Self.json(live)] }
        return try await run(NodeScripts.reconcile, now: try await sharedDate(at: now), arguments)
            .compactMap(Self.live)
    }

    func leave(_ node: NodeID, now: WallDate) async throws(NodeRegistryError) {
        _ = try await run(NodeScripts.leave, now: try await sharedDate(at: now), [node.description])
    }
}

extension RedisNodeRegistry {
    private func sharedDate(at now: WallDate) async throws(NodeRegistryError) -> WallDate {
        do throws(RedisError) {
            return try await time.shared(now)
        } catch {
            throw Self.unusable(error)
        }
    }

    /// The same, after a new measurement of Redis' clock. If that clock was set, the expiry of the leases is
    /// meaningless: the registry counts as lost.
    private func measuredDate(at now: WallDate) async throws(NodeRegistryError) -> WallDate {
        do throws(RedisError) {
            let reading = try await time.measured(now)
            if let period = reading.turnedBy {
                logger.warning(
                    "the clock of Redis was set: no live is taken over for one lease",
                    metadata: ["by": "\(period)"])
                _ = try await client.send(NodeScripts.forgetting)
            }
            return reading.date
        } catch {
            throw Self.unusable(error)
        }
    }

    /// Runs a script for a live; the live's JSON is the last argument.
    private func run(
        _ script: RedisScript, now: WallDate, about live: Live, _ arguments: [String]
    ) async throws(NodeRegistryError) -> [RedisReply] {
        let document = try Self.json(live)
        return try await run(
            script, now: try await sharedDate(at: now), [live.id.description] + arguments + [document])
    }

    private func run(
        _ script: RedisScript, now: WallDate, _ arguments: [String]
    ) async throws(NodeRegistryError) -> [RedisReply] {
        let periods = [policy.lease, policy.settling, policy.kept].map { "\($0.wholeMilliseconds)" }
        let reply: RedisReply
        do throws(RedisError) {
            reply = try await client.run(
                script, keys: NodeScripts.keys, arguments: ["\(now.millisecondsSince1970)"] + periods + arguments)
        } catch {
            throw Self.unusable(error)
        }
        guard case .array(let words) = reply else { throw Self.unreadable([reply]) }
        return words
    }

    private static func json(_ live: Live) throws(NodeRegistryError) -> String {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(LiveRecord(live)), as: UTF8.self)
        } catch {
            throw NodeRegistryError(message: "the live \(live.id) cannot be encoded", cause: error)
        }
    }

    private static func live(_ document: RedisReply) -> Live? {
        guard let text = document.text else { return nil }
        return (try? JSONDecoder().decode(LiveRecord.self, from: Data(text.utf8)))?.live
    }

    private static func unusable(_ error: RedisError) -> NodeRegistryError {
        NodeRegistryError(message: "the registry of nodes does not answer", cause: error)
    }

    private static func unreadable(_ words: [RedisReply]) -> NodeRegistryError {
        NodeRegistryError(message: "Redis answered \(words), which no script of this version does")
    }
}
