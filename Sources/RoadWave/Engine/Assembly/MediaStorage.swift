internal import Logging

/// Where a node keeps the media of its lives: in S3 when that is configured, else in its data directory.
enum MediaStorage {
    /// How the storage of a node is opened.
    typealias Opening = @Sendable (NodeConfiguration, Logger) async throws(RoadWaveError) -> any ObjectStorage

    /// Opens the storage, and asks whether it can be used: a node that could store nothing must not take lives.
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
