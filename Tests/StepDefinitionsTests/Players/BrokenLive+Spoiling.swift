@testable import StepDefinitions

extension ServedAnswer {
    mutating func replace(_ text: String, with replacement: String) {
        self.text = self.text.replacing(text, with: replacement)
    }
}

extension ServedLive {
    mutating func everyPlaylist(_ change: (inout ServedAnswer) -> Void) {
        for variant in variants.indices {
            for playlist in variants[variant].playlists.indices { change(&variants[variant].playlists[playlist]) }
        }
    }

    /// Segments so many times as large.
    mutating func scaleSegments(by factor: Double) {
        for variant in variants.indices {
            for segment in variants[variant].segments.indices {
                let size = Double(variants[variant].segments[segment].byteCount)
                variants[variant].segments[segment].byteCount = Int(size * factor)
            }
        }
    }
}

extension ServedVariant {
    /// The playlist does not change for so many seconds.
    mutating func freeze(at start: Double, for seconds: Double) {
        let frozen = playlists.indices.filter { (start..<start + seconds).contains(playlists[$0].at) }
        for index in frozen { playlists[index].text = playlists[frozen[0]].text }
    }
}

extension ServedSegment {
    /// Its timestamps are later by so many ticks of 90 kHz.
    mutating func shift(by ticks: Int) {
        guard let known = probe else { return }
        probe = FFprobe(
            format: known.format, announcedDuration: known.announcedDuration, codec: known.codec,
            profile: known.profile,
            sampleRate: known.sampleRate, channels: known.channels,
            packets: known.packets.map { .init(pts: $0.pts + ticks, duration: $0.duration) })
    }
}
