internal import Glibc

/// One page of the keys in a directory, in byte order.
struct DirectoryListing {
    let root: String
    let after: ObjectKey?
    let limit: Int
    private(set) var keys: [ObjectKey] = []

    init(root: String, after: ObjectKey?, limit: Int) {
        self.root = root
        self.after = after
        self.limit = limit
    }

    /// Adds the objects in `folder` and its subfolders. `folder` is empty or ends with a `/`.
    mutating func visit(folder: String) throws(SystemError) {
        let entries: [Directory.Entry]
        do throws(SystemError) {
            entries = try Directory.entries("\(root)/\(folder)")
        } catch  where error.number == ENOENT || error.number == ENOTDIR {
            return
        }
        // With a trailing slash, a folder sorts in the same place as the keys in it.
        let names = entries.map { $0.isFolder ? $0.name + "/" : $0.name }.sorted { lhs, rhs in
            lhs.utf8.lexicographicallyPrecedes(rhs.utf8)
        }
        for name in names where keys.count < limit {
            let path = folder + name
            if name.hasSuffix("/") {
                if mayHoldKeysAfter(path) { try visit(folder: path) }
            } else if let key = try? ObjectKey(path), after.map({ $0 < key }) ?? true {
                keys.append(key)
            }
        }
    }

    /// Whether keys that begin with `folder` may come after the last key of the page before.
    private func mayHoldKeysAfter(_ folder: String) -> Bool {
        guard let after else { return true }
        return after.path.utf8.starts(with: folder.utf8) || after.path.utf8.lexicographicallyPrecedes(folder.utf8)
    }
}
