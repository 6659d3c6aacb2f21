internal import Foundation
internal import RoadWaveTestServices

/// What NGINX keeps on disk, read without asking NGINX.
struct CacheFolder: Sendable {
    private let path: String

    init(of server: NGINXServer) { path = server.cacheFolder }

    /// Whether there is a file for `key`: NGINX writes `KEY: …` in the head of each.
    func holds(_ key: String) -> Bool {
        let mark = Data("\nKEY: \(key)\n".utf8)
        guard let files = FileManager.default.enumerator(atPath: path) else { return false }
        for case let name as String in files {
            guard let file = FileHandle(forReadingAtPath: path + "/" + name) else { continue }
            defer { try? file.close() }
            // The head of a file is some hundred bytes: a structure, the key, the header lines of the answer.
            if let head = try? file.read(upToCount: 4_096), head.range(of: mark) != nil { return true }
        }
        return false
    }
}
