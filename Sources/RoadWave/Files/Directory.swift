internal import CFileStatus
internal import Glibc

#if canImport(CNIOLinux)
    // In a module that uses SwiftNIO too, the compiler counts its C shim as the owner of the system's structures.
    internal import CNIOLinux
#endif

/// The directory calls of a storage.
enum Directory {
    /// A name in a directory.
    struct Entry {
        var name: String
        var isFolder: Bool
        var isLink = false
    }

    /// Creates the directory at `path` and its parents if they are absent, for the node's own user only. A symbolic
    /// link does not count as a directory.
    static func create(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            _ = try SystemError.retrying("mkdir \(path)") { mkdir(path, 0o700) }
        } catch  where error.number == EEXIST {
            guard try isFolder(path) else { throw SystemError(number: ENOTDIR, call: "mkdir \(path)") }
        } catch  where error.number == ENOENT {
            guard let parent = parent(of: path), parent != path else { throw error }
            try create(parent)
            do throws(SystemError) {
                _ = try SystemError.retrying("mkdir \(path)") { mkdir(path, 0o700) }
            } catch  where error.number == EEXIST {
                // Another thread or process created it meanwhile.
            }
        }
    }

    /// The parent of `path`; nil at the top.
    static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? nil : String(path[..<slash])
    }

    /// The names in the directory at `path`, in no particular order.
    /// - Parameter hidden: whether to include names that begin with a dot, except `.` and `..`.
    static func entries(_ path: String, hidden: Bool = false) throws(SystemError) -> [Entry] {
        guard let stream = opendir(path) else { throw SystemError(number: errno, call: "opendir \(path)") }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if name.hasPrefix("."), !hidden || name == "." || name == ".." { continue }
            switch Int(entry.pointee.d_type) {
            case DT_DIR: entries.append(Entry(name: name, isFolder: true))
            case DT_REG: entries.append(Entry(name: name, isFolder: false))
            case DT_LNK where hidden: entries.append(Entry(name: name, isFolder: false, isLink: true))
            case DT_LNK: continue
            // Some file systems do not report the kind; a file deleted meanwhile is skipped.
            default:
                if let isFolder = try? isFolder("\(path)/\(name)") {
                    entries.append(Entry(name: name, isFolder: isFolder))
                }
            }
        }
        return entries
    }

    /// Removes the file at `path`; an absent file is no error.
    static func removeFile(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            _ = try SystemError.retrying("unlink \(path)") { unlink(path) }
        } catch  where error.number == ENOENT {
        }
    }

    /// Removes the files in the directory at `path` that were last written more than `age` seconds ago.
    /// - Returns: how many.
    @discardableResult
    static func removeFiles(in path: String, olderThan age: Int) throws(SystemError) -> Int {
        // The dates of files are wall-clock dates, so their age is measured by the wall clock.
        let now = time(nil)
        var removed = 0
        for entry in try entries(path) where !entry.isFolder {
            let file = "\(path)/\(entry.name)"
            var status = cfilestatus()
            if cfilestatus_of_name(file, &status) == 0, Int64(now) - status.modified_seconds > age {
                try removeFile(file)
                removed += 1
            }
        }
        return removed
    }

    /// Removes the directory at `path` and its parents up to `root`, as long as they are empty.
    static func removeEmptyFolders(from path: String, upTo root: String) {
        var folder: String? = path
        while let current = folder, current.count > root.count, rmdir(current) == 0 {
            folder = parent(of: current)
        }
    }

    private static func isFolder(_ path: String) throws(SystemError) -> Bool {
        try status(of: path).is_directory
    }

    /// The status of `path`, without following a link.
    static func status(of path: String) throws(SystemError) -> cfilestatus {
        var status = cfilestatus()
        _ = try SystemError.retrying("stat \(path)") { cfilestatus_of_name(path, &status) }
        return status
    }
}
