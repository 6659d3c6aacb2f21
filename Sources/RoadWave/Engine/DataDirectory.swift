internal import Glibc
internal import Synchronization

/// The directory with a node's data. Two nodes must not use it at the same time: each would consider the other's
/// running lives dead, and close them. See docs/decisions/nodes.md, « Journal ».
final class DataDirectory: Sendable {
    /// The path of the directory.
    let path: String
    private let lock: Mutex<OpenFile?>

    /// Locks the directory at `path`, and creates it if it is absent. The lock lasts until ``release()`` or the death
    /// of the process: it is a kernel lock, so a dead process leaves none behind.
    /// - Throws: `RoadWaveError` with code `storage` when another node has locked it, or when it cannot be used.
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

    /// Creates the directory at `path` if it is absent, without locking it, accessible only to the node's own user.
    /// - Throws: `RoadWaveError` with code `storage`, also if other users could replace files in the directory.
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

    /// Whether a node uses the directory at `path`.
    static func isLocked(_ path: String) -> Bool {
        do throws(SystemError) {
            let file = try OpenFile("\(path)/.lock", flags: O_RDWR)
            try file.lock()
            try file.unlock()
            return false
        } catch {
            return error.number == EWOULDBLOCK
        }
    }

    /// Releases the lock, so that another node can take it.
    func release() {
        lock.withLock { file in
            try? file?.unlock()
            file = nil
        }
    }
}
