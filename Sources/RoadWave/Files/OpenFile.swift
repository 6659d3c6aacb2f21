internal import CFileStatus
internal import Glibc

#if canImport(CNIOLinux)
    // In a module that uses SwiftNIO too, the compiler counts its C shim as the owner of the system's structures.
    internal import CNIOLinux
#endif

/// A file descriptor that closes itself, and the calls that a storage makes on it.
struct OpenFile: ~Copyable {
    private let descriptor: CInt

    /// Opens `path`, for the node's own user alone where it is made. A link is not followed (`ELOOP`): it leads to
    /// where another user wants.
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

    /// Leaves it to the node's own user.
    func keepPrivate(_ mode: mode_t = 0o600) throws(SystemError) {
        _ = try SystemError.retrying("fchmod") { fchmod(descriptor, mode) }
    }

    /// How many bytes it has.
    func size() throws(SystemError) -> Int { Int(try status().size) }

    /// Cuts off what is beyond `size` bytes.
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

    /// The bytes of `range`; fewer when the file ends before.
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

    /// Locks the file for this opening of it alone, until ``unlock()`` or the death of the process.
    /// - Throws: `EWOULDBLOCK` when another opening has locked it.
    func lock() throws(SystemError) {
        _ = try SystemError.retrying("flock") { flock(descriptor, LOCK_EX | LOCK_NB) }
    }

    /// Gives the lock back at once. Closing the file is not enough: a process that is starting at that moment shares
    /// the opening until its `exec`, and the lock lasts as long.
    func unlock() throws(SystemError) {
        _ = try SystemError.retrying("flock") { flock(descriptor, LOCK_UN) }
    }

    /// Waits until the disk has what was written.
    func synchronize() throws(SystemError) {
        _ = try SystemError.retrying("fsync") { fsync(descriptor) }
    }
}
