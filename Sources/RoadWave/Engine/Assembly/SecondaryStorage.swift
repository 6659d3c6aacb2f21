internal import Logging

/// The storage for the copies of recordings: another S3 service than the origin, or a directory beside the recordings.
enum SecondaryStorage {
    /// Opens the storage. No request is sent to S3 yet.
    static func open(_ configuration: NodeConfiguration, _ logger: Logger) throws(RoadWaveError) -> any ObjectStorage {
        if var s3 = configuration.secondaryS3 {
            s3.settings = "ROADWAVE_S3_SECONDARY"
            return S3Storage(s3)
        }
        let path = directory(configuration)
        if configuration.postgres != nil {
            logger.warning(
                """
                recordings are copied to a directory: only nodes and workers with this directory can make replays of \
                them. If there are others, set \(NodeConfiguration.Key.secondaryEndpoint.rawValue) and the four \
                settings that belong to it
                """, metadata: ["directory": "\(path)"])
        }
        do throws(StorageError) {
            return try DirectoryStorage(path: path, durability: .powerLoss)
        } catch {
            throw RoadWaveError(.storage, "cannot use the directory \(path)", cause: error)
        }
    }

    /// What an operator should do if the storage does not work, in English.
    static func remedy(_ configuration: NodeConfiguration) -> String {
        guard configuration.secondaryS3 != nil else {
            return "make room in \(directory(configuration)), and let the node's user write there"
        }
        let keys = S3Configuration.secondaryKeys
        let names = [keys.endpoint, keys.region, keys.bucket, keys.key, keys.secret].map(\.rawValue)
        return "check \(names.joined(separator: ", ")), and that the bucket is there"
    }

    private static func directory(_ configuration: NodeConfiguration) -> String {
        "\(configuration.dataDirectory)/secondary"
    }
}
