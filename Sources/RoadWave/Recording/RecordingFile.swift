internal import Glibc

/// The file of one recording. Its calls block, so they are made on a queue of ``RecordingDirectory``.
///
/// The file is opened for each write. Twice a second this costs almost nothing, and no descriptor is held for hours.
/// After a full or absent disk, writing continues without special handling.
struct RecordingFile: Sendable {
    /// The folder where files are created before they get their name.
    static let incomingFolder = ".incoming"

    /// Its folder.
    let folder: String
    /// Its name in the folder.
    let name: String
    /// The number of bytes that were written completely. Bytes that a failed write left beyond them are cut off.
    private(set) var length = 0

    init(folder: String, name: String) {
        self.folder = folder
        self.name = name
    }

    /// The path of the file.
    var path: String { "\(folder)/\(name)" }

    /// Appends bytes.
    ///
    /// - Parameter synchronizing: whether to wait until the whole file is flushed to the disk.
    /// - Throws: `ENOENT` if the file has been removed. After this, as after all errors, none of `bytes` counts as
    ///   written.
    mutating func append(_ bytes: [UInt8], synchronizing: Bool) throws(SystemError) {
        guard length > 0 else { return try create(bytes, synchronizing: synchronizing) }
        let file = try OpenFile(path, flags: O_WRONLY | O_APPEND)
        let size = try file.size()
        guard size > 0 else { throw SystemError(number: ENOENT, call: "open \(path)") }
        if size > length { try file.truncate(to: length) }
        try file.write(bytes)
        if synchronizing { try file.synchronize() }
        // If someone shortened the file, writing continues at its new end: readers find the next page by themselves.
        length = min(size, length) + bytes.count
    }

    /// The file gets its name once its first bytes are in it, so that every visible file is readable.
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
    /// Whether the file, or one of its folders, does not exist.
    var isGone: Bool { number == ENOENT }
}
