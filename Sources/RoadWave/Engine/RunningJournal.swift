internal import Logging
internal import Synchronization

/// The locked data directory of a started node, and the journal of its lives in it.
final class RunningJournal: Sendable {
    let journal: LiveJournal
    /// How long a cancelled call to a storage may take to return.
    private static let stopTimeout = Duration.seconds(1)

    private let directory: DataDirectory
    private let clock: NodeClock
    private let closing = Mutex<Task<Void, Never>?>(nil)

    /// - Parameter storage: the storage of the media.
    /// - Throws: `RoadWaveError` with code `storage` when the journal cannot be kept.
    init(
        _ configuration: NodeConfiguration, directory: DataDirectory, storage: any ObjectStorage, clock: NodeClock,
        logger: Logger
    ) throws(RoadWaveError) {
        self.directory = directory
        self.clock = clock
        do throws(StorageError) {
            journal = LiveJournal(
                files: try JournalFiles(dataDirectory: directory.path), storage: storage, clock: clock,
                kept: configuration.lostLivesKept, logger: logger)
        } catch {
            throw Self.failure(directory, error)
        }
    }

    /// Passes the lives that died with earlier processes to the registry, and begins to close their playlists. New
    /// lives are accepted meanwhile, even if the storage does not answer.
    func start(_ registry: LiveRegistry) async throws(RoadWaveError) {
        do throws(StorageError) {
            for entry in try await journal.recover() { await registry.take(found: entry) }
        } catch {
            throw Self.failure(directory, error)
        }
        let task = Task { [journal] in
            await journal.run { id, mediaEnd in
                await registry.take(.mediaClosed(.closed(end: mediaEnd)), of: id)
            }
        }
        closing.withLock { $0 = task }
    }

    /// Stops closing playlists; the next start closes the rest.
    func stop() async {
        let task = closing.withLock { $0 }
        task?.cancel()
        _ = await clock.wait(for: [task].compactMap(\.self), atMost: Self.stopTimeout)
    }

    /// Releases the directory for the next node, once no part of this node writes there.
    func release() { directory.release() }

    private static func failure(_ directory: DataDirectory, _ error: StorageError) -> RoadWaveError {
        RoadWaveError(.storage, "cannot keep the journal in the directory \(directory.path)", cause: error)
    }
}

extension JournalFiles {
    /// The journal of the node with the data directory at `path`.
    /// - Throws: `StorageError` when its folder cannot be made.
    init(dataDirectory path: String) throws(StorageError) {
        // A name that begins with a dot is not a key of the embedded storage, so no URL leads to it.
        self.init(storage: try DirectoryStorage(path: "\(path)/.journal", durability: .powerLoss))
    }
}
