/// How often requests may come, for each kind of them: from the bearer of one token, and from one address.
///
/// The limits of an address are for thousands of phones behind the one address of a mobile operator: at a heartbeat
/// each 10 s, 12,000 a minute are 2,000 listeners.
public struct RateLimits: Hashable, Sendable {
    /// The limits of one kind; nil where there is none.
    public struct Pair: Hashable, Sendable {
        /// Of the bearer of one token.
        public var user: RateLimit?
        /// Of one address.
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

    /// What a radio with keys starts with.
    public static let standard = RateLimits(pairs: [
        // A creator of the priority queue asks again each few seconds; a browser sends its candidates one by one.
        .publish: Pair(user: 60, network: 600),
        // Who zaps from live to live.
        .join: Pair(user: 60, network: 3_000),
        // A few lives open at once.
        .beat: Pair(user: 120, network: 12_000),
        .react: Pair(user: 60, network: 3_000),
        .read: Pair(user: nil, network: 6_000),
        // Somebody types, a few letters at a time.
        .search: Pair(user: nil, network: 600),
        // A browser connects again 2 s after each break.
        .events: Pair(user: 60, network: 3_000),
        // Tokens of many phones behind one address may expire together.
        .failure: Pair(user: nil, network: 600),
    ])

    /// The limit that a request of this kind counts against; nil where it counts against none.
    func limit(_ rateClass: RateClass, _ holder: RateHolder) -> RateLimit? {
        switch holder {
        case .user: self[rateClass].user
        case .network: self[rateClass].network
        }
    }
}
