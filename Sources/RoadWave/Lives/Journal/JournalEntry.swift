internal import Foundation

/// The journal's record of one live, so that the next process of the node knows how it ended.
struct JournalEntry: Hashable, Sendable {
    /// A live that is over stays in the journal only while its playlists may still look live. A lost live stays longer,
    /// for its creator.
    enum State: String {
        /// The live runs, or died with its process.
        case running
        /// The live has ended; the storage has not accepted the `ENDLIST` of its playlists yet.
        case ended
        /// The live died with its node.
        case lost
    }

    var state: State
    /// The live when it was recorded.
    var live: Live
    /// Whether its playlists have their `ENDLIST`, or were never written.
    var isClosed = false

    /// A running live.
    init(running live: Live) { self.init(.running, live) }

    /// A live that is over, and whose playlists may still look live.
    init(ended live: Live) { self.init(.ended, live) }

    /// A live that died with its node.
    init(lost live: Live) { self.init(.lost, live) }

    private init(_ state: State, _ live: Live) {
        self.state = state
        self.live = live
    }
}

extension JournalEntry {
    /// The JSON of an entry.
    private struct Document: Codable {
        var state: String
        var isClosed: Bool
        var live: LiveRecord

        enum CodingKeys: String, CodingKey {
            case state
            case isClosed = "closed"
            case live
        }
    }

    /// The bytes of the file.
    var encoded: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            return Array(
                try encoder.encode(
                    Document(state: state.rawValue, isClosed: isClosed, live: LiveRecord(live))))
        }
    }

    /// Reads the bytes of a file; nil if they are not an entry.
    init?(decoding bytes: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            let state = State(rawValue: document.state), let noted = document.live.live
        else { return nil }
        self.state = state
        isClosed = document.isClosed
        live = noted
    }
}
