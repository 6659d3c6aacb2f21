/// The control groups of this process in a controller's tree, from its own group up to the root that it sees.
///
/// Linux has two versions, and both may be mounted: a controller is in one of them. In a container the path of the group
/// may be the host's, while the tree that is mounted begins at the container's own group.
struct ControlGroups: Sendable {
    /// A mounted tree.
    struct Tree: Hashable, Sendable {
        /// 1 or 2.
        var version: Int
        /// Where it is mounted.
        var root: String
        /// The path of the process's group below it: empty for the root, else with a slash before.
        var path: String
    }

    let files: MachineFiles

    /// The tree that has a controller, such as `memory`; nil without one.
    func tree(of controller: String) -> Tree? {
        let mounts = (files.text("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap(Mount.init)
        let groups = (files.text("/proc/self/cgroup") ?? "").split(separator: "\n")
        for line in groups {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            if parts[1].split(separator: ",").contains(Substring(controller)) {
                let mount = mounts.first { $0.type == "cgroup" && $0.options.contains(Substring(controller)) }
                if let mount { return Tree(version: 1, root: mount.point, path: mount.path(below: parts[2])) }
            }
        }
        for line in groups where line.hasPrefix("0::") {
            guard let mount = mounts.first(where: { $0.type == "cgroup2" }) else { continue }
            let tree = Tree(version: 2, root: mount.point, path: mount.path(below: line.dropFirst(3)))
            let controllers = files.text(tree.root + "/cgroup.controllers") ?? ""
            // Beside a tree of version 1, the tree of version 2 has no controllers.
            if controllers.split(whereSeparator: \.isWhitespace).contains(Substring(controller)) { return tree }
        }
        return nil
    }

    /// The folders of the groups of a tree, from the process's own one to the root.
    static func folders(of tree: Tree) -> [String] {
        var folders = [tree.root + tree.path]
        var path = tree.path
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            folders.append(tree.root + path)
        }
        return folders
    }

    /// A line of `/proc/self/mountinfo` (proc(5)).
    private struct Mount {
        /// The folder of the file system that is mounted: the container's group, where it is not the whole tree.
        let origin: Substring
        let point: String
        let type: Substring
        let options: [Substring]

        init?(_ line: Substring) {
            let halves = line.split(separator: " - ", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            let place = halves[0].split(separator: " ")
            let system = halves[1].split(separator: " ")
            guard place.count >= 5, system.count >= 3 else { return nil }
            origin = place[3]
            point = String(place[4])
            type = system[0]
            options = system[2].split(separator: ",")
        }

        /// The part of a group's path below the mounted folder.
        func path(below group: some StringProtocol) -> String {
            var path = Substring(group)
            if origin != "/", path.hasPrefix(origin) {
                path = path.dropFirst(origin.count)
            } else if origin != "/" || path.hasPrefix("/..") {
                // The group is outside of the mounted tree, whose root is all that is seen.
                path = ""
            }
            return path == "/" ? "" : String(path)
        }
    }
}
