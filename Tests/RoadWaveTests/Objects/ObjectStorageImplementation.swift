import RoadWave
import RoadWaveTestServices

/// An implementation of the port that the contract suite runs on.
enum ObjectStorageImplementation: String, CaseIterable, Sendable {
    case directory
    case durableDirectory
    /// On a real server, in a bucket of the test's own.
    case s3

    /// Those that can run here: the S3 server is there once `ci/setup` has run.
    static var available: [ObjectStorageImplementation] {
        allCases.filter { $0 != .s3 || S3Server.isInstalled }
    }

    /// Calls `body` with an empty storage that lives as long as the call.
    func withStorage(_ body: (any ObjectStorage) async throws -> Void) async throws {
        switch self {
        case .directory: try await withDirectory(durability: .processCrash, body)
        case .durableDirectory: try await withDirectory(durability: .powerLoss, body)
        case .s3:
            let storage = S3Storage(try await SharedS3Server.bucket().configuration)
            do {
                try await body(storage)
            } catch {
                await storage.close()
                throw error
            }
            await storage.close()
        }
    }

    private func withDirectory(
        durability: DirectoryStorage.Durability, _ body: (any ObjectStorage) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        try await body(DirectoryStorage(path: directory.path, durability: durability))
        withExtendedLifetime(directory) {}
    }
}
