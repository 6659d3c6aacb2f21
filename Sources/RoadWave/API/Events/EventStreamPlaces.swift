internal import CoreMetrics
internal import Synchronization

/// How many streams of events may be open at once.
struct EventStreamLimits: Hashable, Sendable {
    /// An event stream holds its connection for hours: with 100 lives, all the streams leave a hundred of 900
    /// connections to players and publishers.
    static let standard = EventStreamLimits(total: 400, perLive: 200, perCreator: 4)

    /// The places for everybody, in all lives.
    var total: Int
    /// The places for everybody in one live: half, so that the audience of one live leaves some to the others.
    var perLive: Int
    /// The extra places of each live's creator: for a second device, and for a connection that the network cut and that
    /// is not known to be dead yet.
    var perCreator: Int
    /// The places for everybody that one token's bearer may hold, in all lives; nil for no limit of its own.
    var perUser: Int?
    /// The places for everybody that one address may hold; nil for no limit of its own.
    var perNetwork: Int?
    /// The extra places of all operators together: an office, and their phones.
    var operators = 16
}

/// The client that requests an event stream.
struct EventStreamClient {
    /// The bearer of the token, if one was verified.
    var user: UserID?
    /// The client's network; nil if it is not counted.
    var network: ClientNetwork?
    /// Whether the client is the creator of the live.
    var isCreator = false
}

/// Why there is no place for an event stream.
enum EventStreamRefusal: Error {
    /// All places are taken.
    case full
    /// The client holds as many places as one client may.
    case tooManyOfClient
}

/// The places of event streams. Only a live's creator can take its creator places, and one token or one address cannot
/// take all places for everybody.
/// See docs/decisions/api.md, « Event streams ».
final class EventStreamPlaces: Sendable {
    /// The holder of a limit that a place counts against.
    fileprivate enum Holder: Hashable {
        case everybody
        case audience(of: LiveID)
        case creator(of: LiveID)
        case user(UserID)
        case network(ClientNetwork)
        case operators
    }

    private let limits: EventStreamLimits
    private let metrics: APIMetrics
    /// The taken places. Without zeros, so there are at most four entries for each stream.
    private let taken = Mutex<[Holder: Int]>([:])

    /// - Parameter metrics: counts the open streams.
    init(_ limits: EventStreamLimits = .standard, metrics: APIMetrics) {
        self.limits = limits
        self.metrics = metrics
    }

    /// A place, which is released with the value. A creator whose own places are taken gets one of the places for
    /// everybody.
    func take(in live: LiveID, for client: EventStreamClient) throws(EventStreamRefusal) -> Place {
        let shared = [.everybody, .audience(of: live)] + client.holders
        return try take(shared, own: client.isCreator ? .creator(of: live) : nil)
    }

    /// A place for an operator, who follows the radio and not a live.
    func takeForOperator() throws(EventStreamRefusal) -> Place { try take([.operators], own: nil) }

    /// A place that counts against `own` alone if one is free there, otherwise against the common places.
    private func take(_ shared: [Holder], own: Holder?) throws(EventStreamRefusal) -> Place {
        let holders = try taken.withLock { taken throws(EventStreamRefusal) in
            let holders = own.flatMap { isFree($0, taken) ? [$0] : nil } ?? shared
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
            case .operators: limits.operators
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

    /// One open stream. The body of the answer holds it: it is released with the body, even if the body was never sent.
    final class Place: Sendable {
        private let giveBack: @Sendable () -> Void

        fileprivate init(giveBack: @escaping @Sendable () -> Void) {
            self.giveBack = giveBack
        }

        deinit { giveBack() }
    }
}

extension EventStreamPlaces.Holder {
    /// Whether the holder is one client, who may close another stream.
    fileprivate var isOfClient: Bool {
        switch self {
        case .user, .network: true
        case .everybody, .audience, .creator, .operators: false
        }
    }
}

extension EventStreamClient {
    fileprivate var holders: [EventStreamPlaces.Holder] {
        [user.map { .user($0) }, network.map { .network($0) }].compactMap { $0 }
    }
}
