internal import CoreMetrics
internal import Synchronization

/// How many streams of events may be open at once.
struct EventStreamLimits: Hashable, Sendable {
    /// A connection stays with its stream for hours: with 100 lives, all the streams leave a hundred of 900 connections
    /// to players and publishers.
    static let standard = EventStreamLimits(total: 400, perLive: 200, perCreator: 4)

    /// Those of everybody, in all lives.
    var total: Int
    /// Those of everybody in one live: half, so that the audience of one live leaves some to the others.
    var perLive: Int
    /// Those that are kept for the creator of each live, whatever the others take: a second device, and a connection that
    /// the network cut and that is not known to be dead yet.
    var perCreator: Int
    /// Those of everybody that the bearer of one token may hold, whatever the live; nil for as many as there are.
    var perUser: Int?
    /// Those of everybody that one address may hold; nil for as many as there are.
    var perNetwork: Int?
}

/// Who asks for a stream of events.
struct EventStreamClient {
    /// Whose token it was, if one was verified.
    var user: UserID?
    /// Where the request came from; nil where that is not counted.
    var network: ClientNetwork?
    /// Whether it is the creator of the live.
    var isCreator = false
}

/// Why there is no place for a stream of events.
enum EventStreamRefusal: Error {
    /// All are taken.
    case full
    /// The client has as many as one may have.
    case tooManyOfClient
}

/// The places of streams of events. Who is not the live's creator cannot take the creator's, however many connections; nor can
/// one token, or one address, take everybody's.
/// See docs/decisions/api.md, « Event streams ».
final class EventStreamPlaces: Sendable {
    /// Whose limit a place counts for.
    fileprivate enum Holder: Hashable {
        case everybody
        case audience(of: LiveID)
        case creator(of: LiveID)
        case user(UserID)
        case network(ClientNetwork)
    }

    private let limits: EventStreamLimits
    private let metrics: APIMetrics
    /// The places that are taken. Without zeros, so at most four entries a stream.
    private let taken = Mutex<[Holder: Int]>([:])

    /// - Parameter metrics: where open streams are counted.
    init(_ limits: EventStreamLimits = .standard, metrics: APIMetrics) {
        self.limits = limits
        self.metrics = metrics
    }

    /// A place, which is free again once the value is gone. A creator whose own are taken gets one of everybody's.
    func take(in live: LiveID, for client: EventStreamClient) throws(EventStreamRefusal) -> Place {
        let shared = [.everybody, .audience(of: live)] + client.holders
        let holders = try taken.withLock { taken throws(EventStreamRefusal) in
            let own = Holder.creator(of: live)
            let holders = client.isCreator && isFree(own, taken) ? [own] : shared
            guard let full = holders.first(where: { !isFree($0, taken) }) else {
                for holder in holders { taken[holder, default: 0] += 1 }
                return holders
            }
            throw full.isOfClient ? .tooManyOfClient : .full
        }
        metrics.eventStreams.increment()
        return Place { [self] in giveBack(holders) }
    }

    private func isFree(_ holder: Holder, _ taken: borrowing [Holder: Int]) -> Bool {
        let limit =
            switch holder {
            case .everybody: limits.total
            case .audience: limits.perLive
            case .creator: limits.perCreator
            case .user: limits.perUser
            case .network: limits.perNetwork
            }
        return limit.map { taken[holder, default: 0] < $0 } ?? true
    }

    private func giveBack(_ holders: [Holder]) {
        taken.withLock { taken in
            for holder in holders {
                let left = taken[holder, default: 1] - 1
                taken[holder] = left > 0 ? left : nil
            }
        }
        metrics.eventStreams.decrement()
    }

    /// One open stream. Held by the body of the answer: it goes with it, whether the body was ever sent or not.
    final class Place: Sendable {
        private let giveBack: @Sendable () -> Void

        fileprivate init(giveBack: @escaping @Sendable () -> Void) {
            self.giveBack = giveBack
        }

        deinit { giveBack() }
    }
}

extension EventStreamPlaces.Holder {
    /// Whether it is one client, who may give up another stream.
    fileprivate var isOfClient: Bool {
        switch self {
        case .user, .network: true
        case .everybody, .audience, .creator: false
        }
    }
}

extension EventStreamClient {
    fileprivate var holders: [EventStreamPlaces.Holder] {
        [user.map { .user($0) }, network.map { .network($0) }].compactMap { $0 }
    }
}
