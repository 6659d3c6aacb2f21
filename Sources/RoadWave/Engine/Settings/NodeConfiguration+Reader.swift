package import Configuration
internal import RoadWaveRTC

extension NodeConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    ///
    /// Values are read as text, which every provider supports, and parsed here so that an error can show the given
    /// value.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    package init(reader: ConfigReader) throws(ConfigurationError) {
        try self.init(unvalidated: reader)
        try validate()
    }

    /// The same without ``validate(hasAuthenticator:)``, for options that may still replace values.
    package init(unvalidated reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        func read<Value>(
            _ key: Key, _ accepted: String, into setting: inout Value, _ parse: (String) -> Value?
        ) throws(ConfigurationError) {
            if let value = try reader.value(key, accepted: accepted, parse) { setting = value }
        }
        try read(.http, Self.acceptedAddress, into: &http) { ListenAddress($0) }
        try read(.udp, Self.acceptedAddress, into: &udp) { ListenAddress($0) }
        try read(.admin, Self.acceptedAddress, into: &admin) { ListenAddress($0) }
        try read(.data, Self.acceptedDirectory, into: &dataDirectory, Self.parseDirectory)
        tls = try TLSFiles(reader: reader)
        s3 = try S3Configuration(reader: reader, S3Configuration.keys)
        secondaryS3 = try S3Configuration(reader: reader, S3Configuration.secondaryKeys)
        try read(.publicURL, Self.acceptedPublicURL, into: &publicURL, Self.parsePublicURL)
        try read(.nodeURLs, Self.acceptedNodeURLs, into: &nodeURLs, Self.parseNodeURLs)
        try read(.mediaBaseURL, Self.acceptedPublicURL, into: &mediaBaseURL, Self.parsePublicURL)
        servesMedia = try reader.value(.serveMedia, accepted: Self.acceptedSwitch, Self.parseSwitch)
        try read(.adminOpen, Self.acceptedSwitch, into: &isAdminOpen, Self.parseSwitch)
        try read(.advertise, AdvertisedAddress.accepted, into: &advertised, AdvertisedAddress.list)
        tokenKeys = reader.text(.tokenKeys)
        try readAccess(reader)
        try read(.maximumLives, "expected a whole number from 1 to 10000", into: &maximumLives) {
            Self.parse($0, in: 1...10_000)
        }
        try read(.livesPerCreator, "expected a whole number from 1 to 10000", into: &livesPerCreator) {
            Self.parse($0, in: 1...10_000)
        }
        postgres = try reader.postgresAddress(.postgresURL)
        postgresOwner = try reader.postgresAddress(.postgresOwnerURL)
        try read(.auditKeptDays, "expected a whole number of days from 1 to 3650", into: &auditKeptDays) {
            Self.parse($0, in: 1...3650)
        }
        try read(.erasures, Self.acceptedDirectory, into: &erasuresDirectory, Self.parseDirectory)
        redis = try reader.redisAddress()
        try read(.drainSeconds, "expected a number of seconds from 1 to 86400", into: &drainTimeout) {
            Self.seconds($0, in: 1...86_400)
        }
        try read(.slotLeaseSeconds, "expected a number of seconds from 3 to 600", into: &slotLease) {
            Self.seconds($0, in: 3...600)
        }
        try read(.queueReservationSeconds, "expected a number of seconds from 3 to 600", into: &queueReservation) {
            Self.seconds($0, in: 3...600)
        }
        try read(.queuePatienceSeconds, "expected a number of seconds from 10 to 3600", into: &queuePatience) {
            Self.seconds($0, in: 10...3600)
        }
        try read(.connectTimeoutSeconds, "expected a number of seconds from 1 to 300", into: &live.connectTimeout) {
            Self.seconds($0, in: 1...300)
        }
        live.broadcast = try BroadcastConfiguration(reader: reader)
        try read(
            .jitterTargetMilliseconds, "expected a whole number of milliseconds from 0 to 2000",
            into: &live.jitterTarget
        ) {
            Self.parse($0, in: 0...2000).map { .milliseconds($0) }
        }
        try read(
            .jitterMaximumMilliseconds, "expected a whole number of milliseconds from 0 to 5000",
            into: &live.jitterMaximum
        ) {
            Self.parse($0, in: 0...5000).map { .milliseconds($0) }
        }
        try read(.silenceAfterSeconds, "expected a number of seconds from 0.1 to 5", into: &live.silenceAfter) {
            Self.seconds($0, in: 0.1...5)
        }
        try read(.interruptedAfterSeconds, "expected a number of seconds from 0.5 to 60", into: &live.interruptedAfter)
        {
            Self.seconds($0, in: 0.5...60)
        }
        try read(.creatorTimeoutSeconds, "expected a number of seconds from 1 to 3600", into: &live.creatorTimeout) {
            Self.seconds($0, in: 1...3600)
        }
        live.adaptation = try AdaptationConfiguration(reader: reader)
        recording = try RecordingConfiguration(reader: reader)
        replay = try ReplayConfiguration(reader: reader)
        audience = try AudienceConfiguration(reader: reader)
        billing = try BillingConfiguration(reader: reader)
        monitoring = try MonitoringConfiguration(reader: reader)
        try read(
            .eventKeepAliveSeconds, "expected a number of seconds from 1 to 60", into: &eventKeepAlive
        ) { Self.seconds($0, in: 1...60) }
        try read(.lostLivesHours, "expected a number of hours from 0 to 8760", into: &lostLivesKept) {
            Self.seconds($0, in: 0...8_760).map { $0 * 3_600 }
        }
        let levels = LogSettings.Level.allCases.map(\.rawValue).joined(separator: ", ")
        try read(.logLevel, "expected \(levels)", into: &log.level) { LogSettings.Level(rawValue: $0) }
        try read(.logFormat, "expected text or json", into: &log.format) { LogSettings.Format(rawValue: $0) }
        try read(
            .requestTimeoutSeconds, "expected a number of seconds from 1 to 300", into: &requestTimeout
        ) { Self.seconds($0, in: 1...300) }
    }

    static func parse(_ text: String, in range: ClosedRange<Int>) -> Int? {
        Int(digits: text).flatMap { range.contains($0) ? $0 : nil }
    }

    static func seconds(_ text: String, in range: ClosedRange<Double>) -> Duration? {
        Double(text).flatMap { range.contains($0) ? .seconds($0) : nil }
    }
}

extension ConfigReader {
    /// The address of PostgreSQL; nil if it is not configured. An error shows nothing of the address: any part of a
    /// malformed address may be a password.
    fileprivate func postgresAddress(
        _ key: NodeConfiguration.Key
    ) throws(ConfigurationError) -> PostgresAddress? {
        guard let text = text(key, isSecret: true) else { return nil }
        guard let address = PostgresAddress(parsing: text) else {
            throw ConfigurationError(key: key, value: "…", accepted: PostgresAddress.accepted)
        }
        return address
    }

    /// The address of Redis; nil if it is not configured. An error shows nothing of the address, as for PostgreSQL.
    fileprivate func redisAddress() throws(ConfigurationError) -> RedisAddress? {
        let key = NodeConfiguration.Key.redisURL
        guard let text = text(key, isSecret: true) else { return nil }
        do throws(RedisAddressError) {
            return try RedisAddress(parsing: text)
        } catch {
            throw ConfigurationError(key: key, value: "…", accepted: error.description)
        }
    }

    /// The text of an optional key; nil if it is not set. An empty value counts as not set: a template leaves it empty
    /// for a service that the set-up does not have.
    func text(_ key: NodeConfiguration.Key, isSecret: Bool = false) -> String? {
        string(forKey: ConfigKey([key.rawValue]), isSecret: isSecret).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The value of a key; nil if it is not set.
    func value<Value>(
        _ key: NodeConfiguration.Key, accepted: String, _ parse: (String) -> Value?
    ) throws(ConfigurationError) -> Value? {
        guard let text = string(forKey: ConfigKey([key.rawValue])) else { return nil }
        guard let value = parse(text) else { throw ConfigurationError(key: key, value: text, accepted: accepted) }
        return value
    }

    /// The value of a key, in seconds; nil if it is not set.
    func seconds(
        _ key: NodeConfiguration.Key, in range: ClosedRange<Double>
    ) throws(ConfigurationError) -> Duration? {
        let bounds = [range.lowerBound, range.upperBound].map { NodeConfiguration.number($0) }
        return try value(key, accepted: "expected a number of seconds from \(bounds.joined(separator: " to "))") {
            NodeConfiguration.seconds($0, in: range)
        }
    }
}
