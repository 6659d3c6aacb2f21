import Glibc
import Testing

/// A file that takes nothing, as on a full disk: the device `/dev/full` under another name. A link to it would not be
/// followed. Only root may make one.
enum FullDisk {
    static var isPossible: Bool { geteuid() == 0 }

    static func put(at path: String) throws {
        // Major 1, minor 7: `/dev/full`.
        try #require(mknod(path, S_IFCHR | 0o600, 1 << 8 | 7) == 0)
    }
}
