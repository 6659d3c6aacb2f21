internal import Configuration

extension NodeConfiguration {
    /// The values that `parseTrustedProxies` accepts, in words.
    package static let acceptedTrustedProxies =
        "expected IP addresses or blocks, separated by commas, such as 10.0.0.0/8,2001:db8::/32"

    /// The proxies listed in a text; nil if one is invalid.
    package static func parseTrustedProxies(_ text: String) -> [AddressBlock]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let blocks = parts.compactMap { AddressBlock($0.drop { $0 == " " }.prefix { $0 != " " }) }
        return blocks.count == parts.count ? blocks : nil
    }

    /// Reads the settings of access and of rate limits. To be called after the token keys are read.
    mutating func readAccess(_ reader: ConfigReader) throws(ConfigurationError) {
        tokenPolicy = TokenPolicy(
            issuer: reader.text(.tokenIssuer), audience: reader.text(.tokenAudience),
            longestValidity: try reader.value(.tokenHours, accepted: "expected a number of hours from 0.1 to 87600") {
                Self.seconds($0, in: 0.1...87_600).map { $0 * 3_600 }
            })
        if let text = reader.text(.trustedProxy) {
            guard let proxies = Self.parseTrustedProxies(text) else {
                throw ConfigurationError(key: .trustedProxy, value: text, accepted: Self.acceptedTrustedProxies)
            }
            trustedProxies = proxies
        }
        rateLimits = try RateLimits(reader: reader, standard: tokenKeys == nil ? .none : .standard)
        let connections = "expected a whole number from 10 to 1000000"
        maximumConnections = try reader.value(.maximumConnections, accepted: connections) {
            Self.parse($0, in: 10...1_000_000)
        }
        connectionsPerAddress = try reader.value(.connectionsPerAddress, accepted: connections) {
            Self.parse($0, in: 10...1_000_000)
        }
        let streams = "expected a whole number from 1 to 1000000"
        streamsPerAddress = try reader.value(.streamsPerAddress, accepted: streams) {
            Self.parse($0, in: 1...1_000_000)
        }
        streamsPerToken = try reader.value(.streamsPerToken, accepted: streams) { Self.parse($0, in: 1...1_000_000) }
    }
}

extension RateLimits {
    /// The configured limits, with the `standard` ones for the rest; nil if none is configured.
    init?(reader: ConfigReader, standard: RateLimits) throws(ConfigurationError) {
        self = standard
        var isSet = false
        for rateClass in RateClass.allCases {
            let pair = try reader.value(rateClass.key, accepted: Self.accepted) { Pair($0) }
            guard let pair else { continue }
            self[rateClass] = pair
            isSet = true
        }
        guard isSet else { return nil }
    }

    private static var accepted: String {
        "expected requests a minute of one token and of one address, from 1 to 1000000 or 'off', such as 60/600"
    }
}

extension RateLimits.Pair {
    /// Reads `60/600`, `off/600` and the like.
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.map { NodeConfiguration.parse(String($0), in: 1...1_000_000) }
        guard parts.count == 2, zip(parts, numbers).allSatisfy({ $0 == "off" || $1 != nil }) else { return nil }
        self.init(user: numbers[0], network: numbers[1])
    }
}

extension RateClass {
    /// The setting for the limits of this class.
    fileprivate var key: NodeConfiguration.Key {
        switch self {
        case .publish: .ratePublish
        case .join: .rateJoin
        case .beat: .rateBeat
        case .react: .rateReact
        case .read: .rateRead
        case .search: .rateSearch
        case .events: .rateEvents
        case .failure: .rateFailure
        }
    }
}
