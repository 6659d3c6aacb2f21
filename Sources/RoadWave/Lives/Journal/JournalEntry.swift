internal import Foundation

/// What a node notes of one of its lives, so that the next process of the node knows what became of it.
struct JournalEntry: Hashable, Sendable {
    /// What is over is noted only while its playlists still look live, and, of a lost live, for its creator.
    enum State: String {
        /// It runs, or died with the process that ran it.
        case running
        /// It has ended; the storage has not taken the end of its playlists yet.
        case ended
        /// It died with its node.
        case lost
    }

    var state: State
    /// The live as it was when it was noted.
    var live: Live
    /// Whether its playlists say that nothing will follow, or never said anything.
    var isClosed = false

    /// A live that runs.
    init(running live: Live) { self.init(.running, live) }

    /// A live that is over, and whose playlists may look live still.
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

    /// Reads the bytes of a file; nil for what is not an entry.
    init?(decoding bytes: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            let state = State(rawValue: document.state), let noted = document.live.live
        else { return nil }
        self.state = state
        isClosed = document.isClosed
        live = noted
    }
}
