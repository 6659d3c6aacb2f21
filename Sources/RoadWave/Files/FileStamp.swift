internal import CFileStatus

/// What one version of a file is told from the next by. Kubernetes puts another file under the same name, which its
/// number (inode) shows, where an editor changes the date.
/// See docs/decisions/recording.md, « File attributes ».
struct FileStamp: Hashable, Sendable {
    private let inode: UInt64
    private let size: Int64
    private let seconds: Int64
    private let nanoseconds: Int64

    /// The stamp of what is at a path now; nil when nothing is.
    init?(ofPath path: String) {
        var status = cfilestatus()
        guard cfilestatus_of_path(path, &status) == 0 else { return nil }
        inode = status.inode
        size = status.size
        seconds = status.modified_seconds
        nanoseconds = status.modified_nanoseconds
    }
}
