internal import Logging

/// The storage for the media of a node's lives: S3 if it is configured, otherwise the data directory.
enum MediaStorage {
    /// Opens the storage of a node.
    typealias Opening = @Sendable (NodeConfiguration, Logger) async throws(RoadWaveError) -> any ObjectStorage

    /// Opens the storage, and checks that it can be used: a node without storage must not take lives.
    /// - Throws: `RoadWaveError` with code `storage`.
    static func open(
        _ configuration: NodeConfiguration, _ logger: Logger
    ) async throws(RoadWaveError) -> any ObjectStorage {
        guard let s3 = configuration.s3 else { return try directory(configuration.dataDirectory) }
        let storage = S3Storage(s3)
        do throws(StorageError) {
            try await storage.check()
        } catch {
            await storage.close()
            throw RoadWaveError(.storage, "cannot use the bucket \(s3.bucket) of \(s3.endpoint)", cause: error)
        }
        logger.notice(
            "media is stored in S3",
            metadata: ["endpoint": "\(s3.endpoint)", "region": "\(s3.region)", "bucket": "\(s3.bucket)"])
        return storage
    }

    private static func directory(_ path: String) throws(RoadWaveError) -> DirectoryStorage {
        do throws(StorageError) {
            return try DirectoryStorage(path: path)
        } catch {
            throw RoadWaveError(.storage, "cannot use the directory \(path)", cause: error)
        }
    }
}
