extension MediaPlaylist: CustomStringConvertible {
    /// The text of the playlist, `application/vnd.apple.mpegurl`.
    package var description: String {
        // Decimal EXTINF needs version 3 (RFC 8216 §7); no other tag here needs more.
        var lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:3",
            "#EXT-X-TARGETDURATION:\(targetDuration)",
            "#EXT-X-MEDIA-SEQUENCE:\(mediaSequence)",
            "#EXT-X-DISCONTINUITY-SEQUENCE:\(discontinuitySequence)",
        ]
        if isOnDemand { lines.append("#EXT-X-PLAYLIST-TYPE:VOD") }
        if hasIndependentSegments { lines.append("#EXT-X-INDEPENDENT-SEGMENTS") }
        if let holdBack {
            lines.append("#EXT-X-SERVER-CONTROL:HOLD-BACK=\(DecimalSeconds.text(holdBack, digits: 3))")
        }
        for entry in entries {
            if entry.isDiscontinuous { lines.append("#EXT-X-DISCONTINUITY") }
            if let date = entry.programDateTime { lines.append("#EXT-X-PROGRAM-DATE-TIME:\(date)") }
            if entry.isGap { lines.append("#EXT-X-GAP") }
            lines.append("#EXTINF:\(DecimalSeconds.text(entry.duration, digits: 6)),")
            lines.append(entry.address)
        }
        if isEnded { lines.append("#EXT-X-ENDLIST") }
        return lines.joined(separator: "\n") + "\n"
    }
}
