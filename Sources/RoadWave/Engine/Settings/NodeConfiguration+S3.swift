internal import Configuration

extension S3Configuration {
    /// The names of the settings of one storage: all are set or none. An empty value counts as not set.
    struct Keys: Sendable {
        let endpoint: NodeConfiguration.Key
        let region: NodeConfiguration.Key
        let bucket: NodeConfiguration.Key
        let key: NodeConfiguration.Key
        let secret: NodeConfiguration.Key

        fileprivate var all: [NodeConfiguration.Key] { [endpoint, region, bucket, key, secret] }
    }

    static let keys = Keys(
        endpoint: .s3Endpoint, region: .s3Region, bucket: .s3Bucket, key: .s3Key, secret: .s3Secret)
    static let secondaryKeys: Keys = Keys(
        endpoint: .secondaryEndpoint, region: .secondaryRegion, bucket: .secondaryBucket, key: .secondaryKey,
        secret: .secondarySecret)

    /// Reads the five keys; nil if none is set.
    /// - Throws: `ConfigurationError` naming the missing keys, or the invalid one. It never contains the secret.
    init?(reader: ConfigReader, _ keys: Keys) throws(ConfigurationError) {
        func read(_ key: NodeConfiguration.Key) -> String? {
            reader.text(key, isSecret: key == keys.key || key == keys.secret)
        }
        let missing = keys.all.filter { read($0) == nil }
        if missing.count == keys.all.count { return nil }
        guard let endpoint = read(keys.endpoint), let region = read(keys.region), let bucket = read(keys.bucket),
            let key = read(keys.key), let secret = read(keys.secret)
        else {
            throw ConfigurationError(
                key: missing.first ?? keys.endpoint, value: "",
                accepted: "S3 needs its five settings, and these are not set: "
                    + missing.map(\.rawValue).joined(separator: ", "))
        }
        self.init(
            // An invalid URL is kept unchanged, for the error.
            endpoint: NodeConfiguration.parsePublicURL(endpoint) ?? endpoint, region: region, bucket: bucket,
            credentials: S3Credentials(key: key, secret: secret))
        try validate(keys)
    }

    /// Refuses values with which no storage could be reached.
    func validate(_ keys: Keys) throws(ConfigurationError) {
        guard NodeConfiguration.parsePublicURL(endpoint) == endpoint else {
            throw ConfigurationError(key: keys.endpoint, value: endpoint, accepted: NodeConfiguration.acceptedPublicURL)
        }
        guard Self.isRegion(region) else {
            throw ConfigurationError(
                key: keys.region, value: region, accepted: "expected a region, such as gra or eu-west-3")
        }
        guard Self.isBucket(bucket) else {
            throw ConfigurationError(
                key: keys.bucket, value: bucket,
                accepted:
                    "expected 3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at the ends")
        }
        guard S3Credentials.isKey(credentials.key) else {
            throw ConfigurationError(
                key: keys.key, value: credentials.key, accepted: "expected an access key, without space, comma or slash"
            )
        }
        guard !credentials.secret.isEmpty else {
            throw ConfigurationError(key: keys.secret, value: "", accepted: "expected the secret of the access key")
        }
    }
}
