internal import CFileStatus
internal import Glibc

/// Checks whether another user of the machine could place links or files where a node keeps its data.
///
/// A node opens nothing through a link. But users who can write to a folder can rename its files between any two calls.
/// So the node does not use such a directory.
/// See docs/decisions/nodes.md, « The data directory ».
enum DirectorySafety {
    private static let (othersWrite, groupWrites, sticky): (UInt32, UInt32, UInt32) = (0o002, 0o020, 0o1000)

    /// Why the directory at `path` is not used, in one line that says what to do; nil if it is safe.
    static func danger(of path: String) throws(SystemError) -> String? {
        var path = path[...]
        // With a trailing slash, `lstat` would return the target of a link.
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return try danger(at: String(path))
    }

    private static func danger(at path: String) throws(SystemError) -> String? {
        let status = try Directory.status(of: path)
        guard !status.is_link else {
            return "the directory \(path) is a link: give the directory that it leads to"
        }
        guard status.is_own else {
            return "the directory \(path) belongs to another user: give the node one of its own, or change its owner"
        }
        guard status.mode & (othersWrite | groupWrites) == 0 else {
            return "others may write in the directory \(path): make it the node's own with 'chmod 700'"
        }
        if let above = try dangerAbove(path) { return above }
        return try dangerInside(path)
    }

    /// Checks the parent folders: a user who can write to one of them could replace the directory. It checks the
    /// parents of the given path, and those of the path with its links resolved.
    private static func dangerAbove(_ path: String) throws(SystemError) -> String? {
        var named = path
        if !path.hasPrefix("/") {
            guard let current = getcwd(nil, 0) else { throw SystemError(number: errno, call: "getcwd") }
            defer { free(current) }
            named = "\(String(cString: current))/\(path)"
        }
        guard let resolved = realpath(path, nil) else { throw SystemError(number: errno, call: "realpath \(path)") }
        defer { free(resolved) }
        for place in [named, String(cString: resolved)] {
            var folder = place
            while folder != "/" {
                folder = Directory.parent(of: folder) ?? "/"
                if let danger = try danger(in: folder) {
                    return "\(danger), where the directory \(path) is: choose another place"
                }
            }
        }
        return nil
    }

    private static func danger(in folder: String) throws(SystemError) -> String? {
        let status = try Directory.status(of: folder)
        guard status.is_own || status.is_roots else { return "another user owns \(folder)" }
        // For a link, the permissions of its folder decide. In a sticky folder, such as the one for temporary files,
        // users cannot rename the files of others.
        guard !status.is_link, status.mode & sticky == 0 else { return nil }
        let isOpen =
            status.mode & othersWrite != 0
            || status.mode & groupWrites != 0 && status.group != 0 && !cfilestatus_is_member(status.group)
        return isOpen ? "others may write in \(folder)" : nil
    }

    /// Checks the content of the directory, which others may have created earlier: the folders that the node makes, and
    /// their content.
    private static func dangerInside(_ path: String) throws(SystemError) -> String? {
        for entry in try Directory.entries(path, hidden: true) {
            let file = "\(path)/\(entry.name)"
            let status = try Directory.status(of: file)
            guard !status.is_link else { return "\(file) is a link, which the node does not follow: remove it" }
            guard status.is_own, status.is_directory || status.is_regular && status.links == 1 else {
                return "\(file) is not a file of the node's own: remove it, or change its owner"
            }
            guard status.is_directory else { continue }
            guard status.mode & (othersWrite | groupWrites) == 0 else {
                return "others may write in \(file): make it the node's own with 'chmod 700'"
            }
            if let link = try Directory.entries(file, hidden: true).first(where: \.isLink) {
                return "\(file)/\(link.name) is a link, which the node does not follow: remove it"
            }
        }
        return nil
    }
}
