internal import CFileStatus
internal import Glibc

#if canImport(CNIOLinux)
    // In a module that uses SwiftNIO too, the compiler counts its C shim as the owner of the system's structures.
    internal import CNIOLinux
#endif

/// A file descriptor that closes itself, with the file calls of a storage.
struct OpenFile: ~Copyable {
    private let descriptor: CInt

    /// Opens `path`. A new file is for the node's own user only. A link is not followed (`ELOOP`), since another user
    /// may choose its target.
    init(_ path: String, flags: CInt, mode: mode_t = 0o600) throws(SystemError) {
        descriptor = try SystemError.retrying("open \(path)") {
            open(path, flags | O_CLOEXEC | O_NOFOLLOW, mode)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Size, kind and times.
    func status() throws(SystemError) -> cfilestatus {
        var status = cfilestatus()
        _ = try SystemError.retrying("fstat") { cfilestatus_of_descriptor(descriptor, &status) }
        return status
    }

    /// Gives the file to the node's own user only.
    func keepPrivate(_ mode: mode_t = 0o600) throws(SystemError) {
        _ = try SystemError.retrying("fchmod") { fchmod(descriptor, mode) }
    }

    /// The size in bytes.
    func size() throws(SystemError) -> Int { Int(try status().size) }

    /// Cuts the file to `size` bytes.
    func truncate(to size: Int) throws(SystemError) {
        _ = try SystemError.retrying("ftruncate") { ftruncate(descriptor, size) }
    }

    /// Writes all of `bytes` at the current position.
    func write(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try SystemError.retrying("write") {
                bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            }
        }
    }

    /// Writes all of `bytes` at `position`, which may be beyond the end of the file.
    func write(_ bytes: [UInt8], at position: Int) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try SystemError.retrying("pwrite") {
                bytes[written...].withUnsafeBytes {
                    pwrite(descriptor, $0.baseAddress, $0.count, position + written)
                }
            }
        }
    }

    /// The bytes of `range`; fewer if the file ends before.
    func read(_ range: Range<Int>) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            do throws(SystemError) {
                while count < range.count {
                    let read = try SystemError.retrying("read") {
                        pread(
                            descriptor, buffer.baseAddress?.advanced(by: count), range.count - count,
                            range.lowerBound + count)
                    }
                    if read == 0 { break }
                    count += read
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Locks the file for this descriptor only, until ``unlock()`` or the death of the process.
    /// - Throws: `EWOULDBLOCK` if another descriptor has locked it.
    func lock() throws(SystemError) {
        _ = try SystemError.retrying("flock") { flock(descriptor, LOCK_EX | LOCK_NB) }
    }

    /// Releases the lock at once. Closing the file is not enough: a process that is being started at that moment shares
    /// the descriptor until its `exec`, and holds the lock until then.
    func unlock() throws(SystemError) {
        _ = try SystemError.retrying("flock") { flock(descriptor, LOCK_UN) }
    }

    /// Waits until the written bytes are on the disk.
    func synchronize() throws(SystemError) {
        _ = try SystemError.retrying("fsync") { fsync(descriptor) }
    }

    /// Lets a program that is about to be started read the file on its standard input.
    func becomeInput(in actions: inout posix_spawn_file_actions_t) {
        posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
    }
}
