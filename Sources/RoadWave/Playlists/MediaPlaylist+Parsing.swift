extension MediaPlaylist {
    /// Parses `text`; tags that this type does not keep are ignored (RFC 8216 §6.3.1).
    /// - Throws: ``PlaylistError`` with the line.
    package init(parsing text: String) throws(PlaylistError) {
        var parser = MediaPlaylistParser()
        for line in try PlaylistLines(text).lines {
            try parser.take(line)
        }
        self = try parser.finish()
    }
}

/// Reads a media playlist line by line: tags apply to the URI that follows them.
private struct MediaPlaylistParser {
    private var playlist = MediaPlaylist(targetDuration: 0, hasIndependentSegments: false)
    private var targetDuration: Int?
    private var duration: Duration?
    private var programDateTime: WallDate?
    private var isDiscontinuous = false
    private var isGap = false

    mutating func take(_ line: PlaylistLines.Line) throws(PlaylistError) {
        switch line.content {
        case .address(let address):
            guard let duration else { throw PlaylistError(.unexpectedAddress, line: line.number) }
            playlist.entries.append(
                MediaPlaylist.Entry(
                    address: String(address), duration: duration, programDateTime: programDateTime,
                    isDiscontinuous: isDiscontinuous, isGap: isGap))
            self.duration = nil
            programDateTime = nil
            isDiscontinuous = false
            isGap = false
        case .tag(let name, let value):
            do throws(PlaylistError.Reason) {
                try take(name, value)
            } catch {
                throw PlaylistError(error, line: line.number)
            }
        }
    }

    private mutating func take(_ name: String, _ value: Substring) throws(PlaylistError.Reason) {
        switch name {
        case "#EXT-X-TARGETDURATION": targetDuration = try integer(value, of: name)
        case "#EXT-X-MEDIA-SEQUENCE": playlist.mediaSequence = try integer(value, of: name)
        case "#EXT-X-DISCONTINUITY-SEQUENCE": playlist.discontinuitySequence = try integer(value, of: name)
        case "#EXT-X-PLAYLIST-TYPE": playlist.isOnDemand = value == "VOD"
        case "#EXT-X-INDEPENDENT-SEGMENTS": playlist.hasIndependentSegments = true
        case "#EXT-X-SERVER-CONTROL":
            guard let attributes = AttributeList(value) else { throw .invalidTag(name) }
            if let text = attributes["HOLD-BACK"] {
                guard let holdBack = DecimalSeconds.parse(text) else { throw .invalidTag(name) }
                playlist.holdBack = holdBack
            }
        case "#EXTINF":
            // The text after the comma is a title.
            guard let parsed = DecimalSeconds.parse(value.prefix { $0 != "," }) else { throw .invalidTag(name) }
            duration = parsed
        case "#EXT-X-PROGRAM-DATE-TIME":
            guard let date = WallDate(parsing: value) else { throw .invalidTag(name) }
            programDateTime = date
        case "#EXT-X-DISCONTINUITY": isDiscontinuous = true
        case "#EXT-X-GAP": isGap = true
        case "#EXT-X-ENDLIST": playlist.isEnded = true
        case "#EXT-X-STREAM-INF": throw .wrongKind(name)
        default: break
        }
    }

    private func integer(_ value: Substring, of tag: String) throws(PlaylistError.Reason) -> Int {
        guard let number = Int(value), number >= 0, value.first != "+" else { throw .invalidTag(tag) }
        return number
    }

    func finish() throws(PlaylistError) -> MediaPlaylist {
        guard let targetDuration else { throw PlaylistError(.missingTag("#EXT-X-TARGETDURATION")) }
        var playlist = playlist
        playlist.targetDuration = targetDuration
        return playlist
    }
}
