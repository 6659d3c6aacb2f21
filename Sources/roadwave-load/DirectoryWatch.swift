import Foundation
import NIOCore
import Synchronization

/// Watches the playlists of a directory storage: inotify(7) tells when one has taken its place.
final class DirectoryWatch: ListingWatch {
    private struct State {
        var listings: [Listing] = []
        var open: Int
    }

    private struct Watched {
        let live: String
        let rendition: String
        let playlist: String
        var reader = PlaylistReader()
    }

    private let state: Mutex<State>

    /// Makes the folders that the node will write in, and watches them from now on.
    init(folder: String, lives: [String], renditions: [String]) throws {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw LoadError("inotify: \(String(cString: strerror(errno)))") }
        var watched: [Int32: Watched] = [:]
        for live in lives {
            for rendition in renditions {
                let path = "\(folder)/lives/\(live)/\(rendition)"
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                let watch = inotify_add_watch(descriptor, path, UInt32(IN_MOVED_TO))
                guard watch >= 0 else { throw LoadError("inotify on \(path): \(String(cString: strerror(errno)))") }
                watched[watch] = Watched(live: live, rendition: rendition, playlist: path + "/media.m3u8")
            }
        }
        state = Mutex(State(open: watched.count))
        Thread.detachNewThread { [self, watched] in follow(descriptor, watched) }
    }

    /// Reads events until every playlist is closed.
    private func follow(_ descriptor: Int32, _ initial: [Int32: Watched]) {
        defer { close(descriptor) }
        var watched = initial
        let header = MemoryLayout<inotify_event>.size
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
        defer { buffer.deallocate() }
        while state.withLock({ $0.open > 0 }) {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return }
            let now = NIODeadline.now()
            var touched: Set<Int32> = []
            var offset = 0
            while offset + header <= count {
                let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                touched.insert(event.wd)
                offset += header + Int(event.len)
            }
            for watch in touched { look(&watched[watch], now) }
        }
    }

    private func look(_ watched: inout Watched?, _ now: NIODeadline) {
        guard var current = watched, !current.reader.isEnded,
            let text = try? String(contentsOfFile: current.playlist, encoding: .utf8)
        else { return }
        let news = current.reader.news(in: text).map {
            Listing(
                live: current.live, rendition: current.rendition, sequence: $0.sequence, samples: $0.samples, time: now)
        }
        state.withLock { state in
            state.listings += news
            if current.reader.isEnded { state.open -= 1 }
        }
        watched = current
    }

    func finish() async throws -> [Listing] {
        // why: the last playlists are written while this waits; ten seconds are many times what they take.
        for _ in 0..<200 where state.withLock({ $0.open > 0 }) { try await Task.sleep(for: .milliseconds(50)) }
        return state.withLock(\.listings)
    }
}
