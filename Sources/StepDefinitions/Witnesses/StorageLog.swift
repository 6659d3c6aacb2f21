internal import Foundation
internal import RoadWaveTestServices

/// What the object storage itself wrote about the requests that it answered: `METHOD PATH STATUS` a line.
struct StorageLog: Sendable {
    /// A request.
    struct Entry: Equatable, Sendable {
        let method: String
        let path: String
        let status: Int
    }

    let entries: [Entry]

    /// The log of a storage, as far as it is written.
    init(of server: S3Server) throws {
        self.init(try String(contentsOfFile: server.accessLog, encoding: .utf8))
    }

    private init(_ entries: [Entry]) { self.entries = entries }

    /// Reads a log; what is not a line of it is left out.
    init(_ text: String) {
        entries = text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let status = Int(words[2]) else { return nil }
            return Entry(method: String(words[0]), path: String(words[1]), status: status)
        }
    }

    /// What was logged after so many requests.
    func after(_ count: Int) -> StorageLog { StorageLog(Array(entries.dropFirst(count))) }

    /// The writes that were done of what is in a bucket below a path, such as `/lives/3f…/48k/`, in order: their names.
    func writes(below folder: String, in bucket: String) -> [String] {
        let mark = "/\(bucket)\(folder)"
        return entries.compactMap { entry in
            guard entry.method == "PUT", (200..<300).contains(entry.status),
                let place = entry.path.firstRange(of: mark)
            else { return nil }
            return String(entry.path[place.upperBound...])
        }
    }

    /// The reads of one object, by its public path.
    func reads(of path: String) -> [Entry] { entries.filter { $0.isRead && $0.path == path } }

    /// The reads of what is below a public path.
    func reads(below path: String) -> [Entry] { entries.filter { $0.isRead && $0.path.hasPrefix(path) } }
}

extension StorageLog.Entry {
    fileprivate var isRead: Bool { method == "GET" || method == "HEAD" }
}
