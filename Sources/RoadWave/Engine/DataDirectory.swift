internal import Glibc
internal import Synchronization

/// The directory where a node keeps its data, which no other node uses at the same time: each would take the other's
/// running lives for dead, and close them.
/// See docs/decisions/nodes.md, « Journal ».
final class DataDirectory: Sendable {
    /// Where it is.
    let path: String
    private let lock: Mutex<OpenFile?>

    /// Takes the directory at `path`, which is made when absent, until ``release()`` or the death of the process: the
    /// lock is the kernel's, so that nothing is left of it.
    /// - Throws: `RoadWaveError` with code `storage` when another node has it, or when it cannot be used.
    init(path: String) throws(RoadWaveError) {
        self.path = path
        try Self.make(path)
        do throws(SystemError) {
            let file = try OpenFile("\(path)/.lock", flags: O_RDWR | O_CREAT)
            try file.lock()
            lock = Mutex(file)
        } catch  where error.number == EWOULDBLOCK {
            throw RoadWaveError(
                .storage, "another node uses the directory \(path): stop it, or give each node a directory of its own")
        } catch {
            throw RoadWaveError(.storage, "cannot use the directory \(path)", cause: error)
        }
    }

    deinit {
        release()
    }

    /// Makes the directory at `path` when it is absent, without taking it, and leaves it to the node's own user.
    /// - Throws: `RoadWaveError` with code `storage`, also for a directory in which others could put something in the place of
    ///   the node's files.
    static func make(_ path: String) throws(RoadWaveError) {
        let danger: String?
        do throws(SystemError) {
            do throws(SystemError) {
                _ = try Directory.status(of: path)
            } catch  where error.number == ENOENT {
                try Directory.create(path)
            }
            danger = try DirectorySafety.danger(of: path)
            if danger == nil { try OpenFile(path, flags: O_RDONLY | O_DIRECTORY).keepPrivate(0o700) }
        } catch {
            throw RoadWaveError(.storage, "cannot use the directory \(path)", cause: error)
        }
        if let danger { throw RoadWaveError(.storage, danger) }
    }

    /// Lets another node take it.
    func release() {
        lock.withLock { file in
            try? file?.unlock()
            file = nil
        }
    }
}
