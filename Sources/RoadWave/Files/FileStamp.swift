internal import CFileStatus

/// Identifies one version of a file. Kubernetes puts a new file under the same name, which changes the file number
/// (inode); an editor changes the date.
/// See docs/decisions/recording.md, « File attributes ».
struct FileStamp: Hashable, Sendable {
    private let inode: UInt64
    private let size: Int64
    private let seconds: Int64
    private let nanoseconds: Int64

    /// The stamp of the file at a path; nil if there is none.
    init?(ofPath path: String) {
        var status = cfilestatus()
        guard cfilestatus_of_path(path, &status) == 0 else { return nil }
        inode = status.inode
        size = status.size
        seconds = status.modified_seconds
        nanoseconds = status.modified_nanoseconds
    }
}
