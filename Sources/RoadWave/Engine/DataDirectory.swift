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

    /// Refuses a directory that an operator must have mistaken, where ``make(_:)`` would create an empty one.
    /// - Parameter part: the name of what a node keeps in it.
    /// - Throws: `RoadWaveError` with code `storage` when it, or the part, does not exist.
    static func requireExisting(_ path: String, with part: String? = nil) throws(RoadWaveError) {
        let remedy = "give the data directory of a node, with --data or \(NodeConfiguration.Key.data.rawValue)"
        guard exists(path) else { throw RoadWaveError(.storage, "there is no directory \(path): \(remedy)") }
        guard let part, !exists("\(path)/\(part)") else { return }
        throw RoadWaveError(.storage, "the directory \(path) has no \(part): \(remedy)")
    }

    /// Whether there is something; true of what cannot be looked at.
    static func exists(_ path: String) -> Bool {
        do throws(SystemError) {
            _ = try Directory.status(of: path)
            return true
        } catch {
            return error.number != ENOENT && error.number != ENOTDIR
        }
    }

    /// Whether a node uses the directory at `path`; nil if that cannot be seen.
    static func isLocked(_ path: String) -> Bool? {
        do throws(SystemError) {
            let file = try OpenFile("\(path)/.lock", flags: O_RDWR)
            try file.lock()
            try file.unlock()
            return false
        } catch {
            switch error.number {
            case EWOULDBLOCK: return true
            case ENOENT: return false
            default: return nil
            }
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
