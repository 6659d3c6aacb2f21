internal import Glibc

extension StorageError {
    /// The storage error for a file operation on `key` that failed with `error`.
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
