/// What the multivariant playlist says of the variants.
extension PlayerRule {
    /// `CODECS` is there, and names what ffprobe finds in the segments.
    static func codecs(_ source: String) -> PlayerRule {
        PlayerRule("codecs", source) { live in
            live.described.flatMap { variant, served in
                let found = Set(served.segments.compactMap { $0.probe.map(codecs) })
                return found.filter { $0 != variant.codecs ?? "" }.map {
                    "\(served.name) : CODECS dit « \(variant.codecs ?? "rien") », ffprobe trouve \($0)"
                }
            }
        }
    }

    /// No segment has a higher bit rate than `BANDWIDTH`.
    static func bandwidth(_ source: String) -> PlayerRule {
        PlayerRule("bandwidth", source) { live in
            live.described.compactMap { variant, served in
                let (stated, peak) = (Double(variant.bandwidth ?? 0), peak(served))
                return peak <= stated
                    ? nil : "\(served.name) : un segment de \(peak.kilobits), BANDWIDTH dit \(stated.kilobits)"
            }
        }
    }

    /// `BANDWIDTH` is at most a quarter more than what segments need, or the variant is passed over for nothing.
    static func statedBandwidth(_ source: String) -> PlayerRule {
        PlayerRule("bandwidth-overstated", source) { live in
            live.described.compactMap { variant, served in
                let (stated, peak) = (Double(variant.bandwidth ?? 0), peak(served))
                return served.segments.isEmpty || stated <= 1.25 * peak
                    ? nil : "\(served.name) : BANDWIDTH dit \(stated.kilobits) pour \(peak.kilobits) au plus"
            }
        }
    }

    /// `AVERAGE-BANDWIDTH` is there, and what is served is under 110 % of it.
    static func averageBandwidth(_ source: String) -> PlayerRule {
        PlayerRule("average-bandwidth", source) { live in
            live.described.compactMap { variant, served in
                guard let stated = variant.averageBandwidth.map(Double.init) else {
                    return "\(served.name) : pas d'AVERAGE-BANDWIDTH"
                }
                let seconds = served.segments.reduce(0) { $0 + $1.announcedDuration }
                let bits = Double(served.segments.reduce(0) { $0 + $1.byteCount * 8 })
                guard seconds > 0, bits / seconds >= 1.1 * stated else { return nil }
                return
                    "\(served.name) : \((bits / seconds).kilobits) en moyenne, AVERAGE-BANDWIDTH dit \(stated.kilobits)"
            }
        }
    }

    /// One variant at least fits in 192 kbit/s.
    static func cellularVariant(_ source: String) -> PlayerRule {
        PlayerRule("cellular", source) { live in
            let lowest = live.listedMaster?.variants.compactMap(\.bandwidth).min()
            guard let lowest, lowest <= 192_000 else { return ["aucun rendu de 192 kbit/s ou moins"] }
            return []
        }
    }

    /// Each segment says that it can be decoded alone, in the multivariant playlist or in each media playlist.
    static func independentSegments(_ source: String) -> PlayerRule {
        PlayerRule("independent-segments", source) { live in
            if live.listedMaster?.hasIndependentSegments == true { return [] }
            return live.variants.filter { $0.newest?.hasIndependentSegments != true }
                .map { "\($0.name) : EXT-X-INDEPENDENT-SEGMENTS manque" }
        }
    }

    /// Each variant of the multivariant playlist has a media playlist that can be read.
    static func readablePlaylists(_ source: String) -> PlayerRule {
        PlayerRule("playlists", source) { live in
            guard let master = live.listedMaster else { return ["le manifest des rendus est illisible"] }
            let unread = live.variants.filter { $0.listed.isEmpty }.map { "\($0.name) : aucun manifest lisible" }
            return master.variants.count == live.variants.count ? unread : unread + ["des rendus n'ont pas été suivis"]
        }
    }

    /// The highest bit rate of a segment. One that is shorter than half a target duration is no measure of it
    /// (RFC 8216bis §4.1, peak segment bit rate).
    private static func peak(_ variant: ServedVariant) -> Double {
        let shortest = Double(variant.newest?.targetDuration ?? 0) / 2
        return variant.segments.filter { $0.announcedDuration >= shortest }.map(\.bitrate).max() ?? 0
    }

    /// The name in RFC 6381 of what ffprobe found.
    private static func codecs(_ probe: FFprobe) -> String {
        switch (probe.codec, probe.profile) {
        case ("aac", "LC"): "mp4a.40.2"
        case ("mp3", _): "mp4a.40.34"
        default: "\(probe.codec) \(probe.profile)"
        }
    }
}
