/// A playlist that cannot be read.
package struct PlaylistError: Error, Hashable, Sendable {
    /// The kind of error.
    package enum Reason: Error, Hashable, Sendable {
        /// The text does not begin with `#EXTM3U`.
        case notAPlaylist
        /// The text is longer than the limit, in bytes.
        case tooLong(limit: Int)
        /// There are more segments or variants than the limit.
        case tooManyEntries(limit: Int)
        /// The value of a tag is missing or malformed.
        case invalidTag(String)
        /// A tag that this kind of playlist requires is missing.
        case missingTag(String)
        /// A segment without `EXTINF`, or a variant without `EXT-X-STREAM-INF`.
        case unexpectedAddress
        /// A tag that belongs to the other kind of playlist.
        case wrongKind(String)
    }

    /// The kind of error.
    package let reason: Reason
    /// The line number, from 1; nil if the error has no line.
    package let line: Int?

    /// A playlist that cannot be read.
    package init(_ reason: Reason, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }
}

extension PlaylistError: CustomStringConvertible {
    /// The error and its place, in one line.
    package var description: String {
        let place = line.map { "line \($0): " } ?? ""
        return switch reason {
        case .notAPlaylist: "\(place)a playlist begins with #EXTM3U"
        case .tooLong(let limit): "\(place)the playlist is longer than \(limit) bytes"
        case .tooManyEntries(let limit): "\(place)the playlist has more than \(limit) entries"
        case .invalidTag(let tag): "\(place)the value of \(tag) is malformed"
        case .missingTag(let tag): "\(place)there is no \(tag)"
        case .unexpectedAddress: "\(place)an address without the tag that describes it"
        case .wrongKind(let tag): "\(place)\(tag) belongs to the other kind of playlist"
        }
    }
}
