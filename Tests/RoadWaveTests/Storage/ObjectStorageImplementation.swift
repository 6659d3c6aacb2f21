import RoadWave

/// An implementation of the port that the contract suite runs on.
enum ObjectStorageImplementation: String, CaseIterable, Sendable {
    case directory
    case durableDirectory

    /// Calls `body` with an empty storage that lives as long as the call.
    func withStorage(_ body: (any ObjectStorage) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        switch self {
        case .directory: try await body(DirectoryStorage(path: directory.path))
        case .durableDirectory: try await body(DirectoryStorage(path: directory.path, durability: .powerLoss))
        }
        withExtendedLifetime(directory) {}
    }
}
