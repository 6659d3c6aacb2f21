internal import Glibc

/// A system call that failed.
struct SystemError: Error, Hashable {
    /// `errno`
    var number: CInt
    /// The call, and what it was on.
    var call: String

    /// What `call` returns unless it is −1; repeats a call that a signal interrupted.
    static func retrying<Value: FixedWidthInteger>(
        _ name: @autoclosure () -> String, _ call: () -> Value
    ) throws(SystemError) -> Value {
        while true {
            let value = call()
            if value != -1 { return value }
            let number = errno
            if number != EINTR { throw SystemError(number: number, call: name()) }
        }
    }
}

extension SystemError: CustomStringConvertible {
    var description: String { "\(call): \(String(cString: strerror(number)))" }
}

extension StorageError {
    /// A storage failure for a file operation on `key` that failed with `error`.
    init(_ error: SystemError, key: ObjectKey) {
        switch error.number {
        case ENOENT:
            self = .notFound(key)
        case ENOTDIR, EISDIR, ENOTEMPTY, EEXIST:
            self.init(
                code: .invalidKey, message: "\(key) is a folder of other objects, or is in an object", cause: error)
        case ENOSPC, EDQUOT:
            self.init(
                code: .outOfSpace, message: "no space is left for \(key): free some or grow the disk", cause: error)
        case EACCES, EPERM, EROFS:
            self.init(
                code: .accessDenied, message: "the directory refuses \(key): check its owner and mode", cause: error)
        default:
            self.init(code: .unavailable, message: "the directory failed on \(key)", cause: error)
        }
    }
}
