internal import Foundation

/// Finds the feature files of the paths that a command was given.
struct FeatureFinder {
    /// The files, each once, with the media type that their name tells; those of a folder in the order of their paths.
    func files(at paths: [FeaturePath]) throws(UsageError) -> [(path: String, mediaType: Source.MediaType)] {
        var seen: Set<String> = []
        var files: [(path: String, mediaType: Source.MediaType)] = []
        for path in paths {
            for file in try expand(path) where seen.insert(file).inserted {
                files.append((file, file.hasSuffix(".md") ? .markdown : .plain))
            }
        }
        return files
    }

    /// The text of a file.
    func read(_ path: String) throws(UsageError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw UsageError(code: .unreadable(path, FileProblem(error)))
        }
    }

    private func expand(_ featurePath: FeaturePath) throws(UsageError) -> [String] {
        let path = featurePath.path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw UsageError(code: .noSuchFile(path))
        }
        guard isFolder.boolValue else { return [path] }
        if let line = featurePath.lines.first { throw UsageError(code: .lineOfFolder(path, line: line)) }
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        let folder = path.hasSuffix("/") ? path : path + "/"
        return names.filter { $0.hasSuffix(".feature") || $0.hasSuffix(".feature.md") }.sorted().map { folder + $0 }
    }
}
