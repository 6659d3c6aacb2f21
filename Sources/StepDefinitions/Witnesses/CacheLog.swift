internal import Foundation
internal import RoadWaveTestServices

/// What NGINX itself wrote about the requests that it answered.
struct CacheLog: Sendable {
    /// A request.
    struct Entry: Decodable, Sendable {
        /// Seconds since 1970, when it was answered.
        let at: Double
        let method: String
        let path: String
        let status: Int
        /// The bytes sent, headers included.
        let bytes: Int
        /// The bytes sent after the headers.
        let body: Int
        /// The `Content-Length` of the answer; empty when it has none.
        let length: String
        /// `OK` when the answer was sent to its end.
        let complete: String
        /// What the cache did for it: `HIT`, `MISS`, `EXPIRED`…; empty when it was no request for media.
        let cache: String
        /// The status that the storage answered; empty when it was not asked.
        let storage: String
    }

    let entries: [Entry]

    /// The log of a cache, as far as it is written.
    init(of server: NGINXServer) throws {
        self.init(try String(contentsOfFile: server.accessLog, encoding: .utf8))
    }

    private init(_ entries: [Entry]) { self.entries = entries }

    /// The first bytes of a log.
    init(of server: NGINXServer, upTo size: Int) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: server.accessLog)).prefix(size)
        self.init(String(decoding: data, as: UTF8.self))
    }

    /// Reads one JSON object a line; a line that is not written to its end is left out.
    init(_ text: String) {
        let decoder = JSONDecoder()
        entries = text.split(separator: "\n").compactMap { try? decoder.decode(Entry.self, from: Data($0.utf8)) }
    }

    /// What was logged after so many requests.
    func after(_ count: Int) -> CacheLog { CacheLog(Array(entries.dropFirst(count))) }

    /// The requests for one path.
    func requests(for path: String) -> [Entry] { entries.filter { $0.path == path } }

    /// The requests for what is below a folder, such as `/lives/3f…/`.
    func requests(below folder: String) -> [Entry] { entries.filter { $0.path.hasPrefix(folder) } }
}

extension [CacheLog.Entry] {
    /// The seconds of the clock that have begun from the first request to the last.
    var secondsBegun: Int {
        guard let first, let last else { return 0 }
        // A request is logged a moment after it was answered, which may be in the second before.
        return Int(last.at) - Int(first.at) + 2
    }
}
