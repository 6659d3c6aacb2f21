internal import Glibc

/// An object storage in a directory: one file for each object, with the key as path.
///
/// A put writes a separate file and renames it over the old one. So a reader sees the old object or the new one, also
/// if the process dies at any moment. Several processes may share a directory.
package struct DirectoryStorage: Sendable {
    /// The failures that a finished put survives.
    package enum Durability: Hashable, Sendable {
        /// The death of the process. This suits the media of a live, which a power cut ends anyway: no write waits for
        /// the disk.
        case processCrash
        /// The loss of power: the file and its folders are flushed before put returns.
        case powerLoss
    }

    /// The storage's own folders. Keys cannot begin with a dot, so these folders never contain an object.
    private enum Folder {
        static let incoming = ".incoming"
        static let attributes = ".attributes"
    }

    /// A file in the making is written far more often than once an hour: an older one was left by a process that died.
    private static let leftoverAgeSeconds = 3_600

    /// A deletion may remove an empty folder between its creation and the rename into it. A put fails only after this
    /// many deletions in a row.
    private static let renameAttempts = 100

    let root: String
    let durability: Durability
    let queues = FileQueues(label: "roadwave.storage.directory")

    /// The storage in the directory at `path`, which is created if absent. Half-written files that a dead process left
    /// more than an hour ago are removed.
    /// - Throws: ``StorageError`` with code `unavailable`.
    package init(path: String, durability: Durability = .processCrash) throws(StorageError) {
        root = path
        self.durability = durability
        do throws(SystemError) {
            try Directory.create("\(path)/\(Folder.incoming)")
            try Directory.create("\(path)/\(Folder.attributes)")
            try Directory.removeFiles(in: "\(path)/\(Folder.incoming)", olderThan: Self.leftoverAgeSeconds)
        } catch {
            throw StorageError(
                code: .unavailable, message: "the storage directory \(path) cannot be used", cause: error)
        }
    }

    /// The file of `key`.
    func file(_ key: ObjectKey) -> String {
        "\(root)/\(key.path)"
    }

    /// The file with the attributes of `key`; absent if they are the standard ones of its extension.
    func attributesFile(_ key: ObjectKey) -> String {
        "\(root)/\(Folder.attributes)/\(key.path)"
    }

    /// The folder of files in the making.
    var incomingFolder: String { "\(root)/\(Folder.incoming)" }

    /// A path for a file in the making.
    func newIncoming() -> String {
        "\(incomingFolder)/\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    /// Writes `bytes` to `path`, whole or not at all.
    func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let incoming = newIncoming()
        do throws(SystemError) {
            try write(bytes, to: incoming)
            try move(incoming, to: path)
        } catch {
            // A second error is not worth reporting: a file that remains is removed at a later start.
            try? Directory.removeFile(incoming)
            throw error
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let file = try OpenFile(path, flags: O_WRONLY | O_CREAT | O_EXCL)
        try file.write(bytes)
        if durability == .powerLoss { try file.synchronize() }
    }

    /// Renames a finished file, in place of an earlier one.
    func move(_ source: String, to path: String) throws(SystemError) {
        let folder = Directory.parent(of: path) ?? root
        var attempt = 1
        while true {
            do throws(SystemError) {
                if attempt > 1 { try Directory.create(folder) }
                _ = try SystemError.retrying("rename to \(path)") { rename(source, path) }
                break
            } catch  where error.number == ENOENT {
                // A put must not fail with "no such object".
                guard attempt < Self.renameAttempts else { throw SystemError(number: EBUSY, call: error.call) }
                attempt += 1
            }
        }
        if durability == .powerLoss { try synchronizeFolders(from: folder) }
    }

    /// Flushes the folder at `path` and its parents up to the root: a put may have created any of them.
    private func synchronizeFolders(from path: String) throws(SystemError) {
        var folder: String? = path
        while let current = folder, current.count >= root.count {
            do throws(SystemError) {
                try OpenFile(current, flags: O_RDONLY | O_DIRECTORY).synchronize()
            } catch  where error.number == ENOENT {
                // A deletion removed the empty folder meanwhile: there is nothing to flush.
            }
            folder = Directory.parent(of: current)
        }
    }
}
