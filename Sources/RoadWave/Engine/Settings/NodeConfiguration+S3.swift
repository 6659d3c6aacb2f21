internal import Configuration

extension S3Configuration {
    /// The settings of S3: all are set or none. An empty value counts as not set.
    private static let keys: [NodeConfiguration.Key] = [.s3Endpoint, .s3Region, .s3Bucket, .s3Key, .s3Secret]

    /// Reads the five keys; nil if none is set.
    /// - Throws: `ConfigurationError` naming the missing keys, or the invalid one. It never contains the secret.
    init?(reader: ConfigReader) throws(ConfigurationError) {
        func read(_ key: NodeConfiguration.Key) -> String? {
            reader.text(key, isSecret: key == .s3Key || key == .s3Secret)
        }
        let missing = Self.keys.filter { read($0) == nil }
        if missing.count == Self.keys.count { return nil }
        guard let endpoint = read(.s3Endpoint), let region = read(.s3Region), let bucket = read(.s3Bucket),
            let key = read(.s3Key), let secret = read(.s3Secret)
        else {
            throw ConfigurationError(
                key: missing.first ?? .s3Endpoint, value: "",
                accepted: "S3 needs its five settings, and these are not set: "
                    + missing.map(\.rawValue).joined(separator: ", "))
        }
        self.init(
            // An invalid URL is kept unchanged, for the error.
            endpoint: NodeConfiguration.parsePublicURL(endpoint) ?? endpoint, region: region, bucket: bucket,
            credentials: S3Credentials(key: key, secret: secret))
        try validate()
    }

    /// Refuses values with which no storage could be reached.
    func validate() throws(ConfigurationError) {
        guard NodeConfiguration.parsePublicURL(endpoint) == endpoint else {
            throw ConfigurationError(key: .s3Endpoint, value: endpoint, accepted: NodeConfiguration.acceptedPublicURL)
        }
        guard Self.isRegion(region) else {
            throw ConfigurationError(
                key: .s3Region, value: region, accepted: "expected a region, such as gra or eu-west-3")
        }
        guard Self.isBucket(bucket) else {
            throw ConfigurationError(
                key: .s3Bucket, value: bucket,
                accepted:
                    "expected 3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at the ends")
        }
        guard S3Credentials.isKey(credentials.key) else {
            throw ConfigurationError(
                key: .s3Key, value: credentials.key, accepted: "expected an access key, without space, comma or slash")
        }
        guard !credentials.secret.isEmpty else {
            throw ConfigurationError(key: .s3Secret, value: "", accepted: "expected the secret of the access key")
        }
    }
}
