/// The request rates for each kind of request: for the bearer of one token, and for one address.
///
/// The limits of an address allow for thousands of phones behind the single address of a mobile operator: with a
/// heartbeat each 10 s, 12,000 a minute are 2,000 listeners.
public struct RateLimits: Hashable, Sendable {
    /// The limits of one kind; nil for no limit.
    public struct Pair: Hashable, Sendable {
        /// For the bearer of one token.
        public var user: RateLimit?
        /// For one address.
        public var network: RateLimit?

        /// In requests a minute.
        public init(user: Int?, network: Int?) {
            self.user = user.map { RateLimit(perMinute: $0) }
            self.network = network.map { RateLimit(perMinute: $0) }
        }

        /// No limit.
        public static let none = Pair(user: nil, network: nil)
    }

    private var pairs: [RateClass: Pair]

    /// The limits of one kind of requests.
    public subscript(rateClass: RateClass) -> Pair {
        get { pairs[rateClass] ?? .none }
        set { pairs[rateClass] = newValue }
    }

    /// No limits.
    public static let none = RateLimits(pairs: [:])

    /// The defaults of a radio with keys.
    public static let standard = RateLimits(pairs: [
        // A creator in the priority queue repeats the request every few seconds; a browser sends its candidates one by
        // one.
        .publish: Pair(user: 60, network: 600),
        // A user who switches from live to live.
        .join: Pair(user: 60, network: 3_000),
        // A user with a few lives open at once.
        .beat: Pair(user: 120, network: 12_000),
        .react: Pair(user: 60, network: 3_000),
        .read: Pair(user: nil, network: 6_000),
        // A user who types a few letters at a time.
        .search: Pair(user: nil, network: 600),
        // A browser reconnects 2 s after each break.
        .events: Pair(user: 60, network: 3_000),
        // The tokens of many phones behind one address may expire together.
        .failure: Pair(user: nil, network: 600),
    ])

    /// The limit for a request of this kind; nil if there is none.
    func limit(_ rateClass: RateClass, _ holder: RateHolder) -> RateLimit? {
        switch holder {
        case .user: self[rateClass].user
        case .network: self[rateClass].network
        }
    }
}
