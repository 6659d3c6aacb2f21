internal import Glibc

/// The file of one recording. Its calls block, so they are made on a queue of ``RecordingDirectory``.
///
/// The file is opened for each write: twice a second costs nothing, no descriptor is held for hours, and a disk that was full
/// or away for a while is taken up again without more ado.
struct RecordingFile: Sendable {
    /// Where files are made before they get their name.
    static let incomingFolder = ".incoming"

    /// Its folder.
    let folder: String
    /// Its name in the folder.
    let name: String
    /// How many bytes of it are as they were given: what a write that failed has left beyond them is cut off.
    private(set) var length = 0

    init(folder: String, name: String) {
        self.folder = folder
        self.name = name
    }

    /// Where it is.
    var path: String { "\(folder)/\(name)" }

    /// Writes what follows.
    ///
    /// - Parameter synchronizing: whether to wait until the disk has the whole file.
    /// - Throws: `ENOENT` when the file was there and is not any more; then, as for all errors, nothing of `bytes` counts.
    mutating func append(_ bytes: [UInt8], synchronizing: Bool) throws(SystemError) {
        guard length > 0 else { return try create(bytes, synchronizing: synchronizing) }
        let file = try OpenFile(path, flags: O_WRONLY | O_APPEND)
        let size = try file.size()
        guard size > 0 else { throw SystemError(number: ENOENT, call: "open \(path)") }
        if size > length { try file.truncate(to: length) }
        try file.write(bytes)
        if synchronizing { try file.synchronize() }
        // A file that someone shortened goes on from there: readers find the next page by themselves.
        length = min(size, length) + bytes.count
    }

    /// The file gets its name once its first bytes are in it, so that whoever sees it can read it.
    private mutating func create(_ bytes: [UInt8], synchronizing: Bool) throws(SystemError) {
        try Directory.create("\(folder)/\(Self.incomingFolder)")
        let incoming = "\(folder)/\(Self.incomingFolder)/\(name)"
        let file = try OpenFile(incoming, flags: O_WRONLY | O_CREAT | O_TRUNC)
        try file.write(bytes)
        if synchronizing { try file.synchronize() }
        _ = try SystemError.retrying("rename to \(path)") { rename(incoming, path) }
        if synchronizing { try OpenFile(folder, flags: O_RDONLY | O_DIRECTORY).synchronize() }
        length = bytes.count
    }
}

extension SystemError {
    /// Whether the file, or a folder that it is in, is not there.
    var isGone: Bool { number == ENOENT }
}
