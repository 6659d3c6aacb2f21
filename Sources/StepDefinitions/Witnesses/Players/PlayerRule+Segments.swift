/// What the segments are.
extension PlayerRule {
    /// Each begins with PAT and PMT.
    static func tables(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "tables", source) { variant in
            variant.segments.filter { $0.stream?.beginsWithTables != true }
                .map { "le segment \($0.sequence) ne commence pas par PAT et PMT" }
        }
    }

    /// Each is AAC-LC at 48 kHz, in ADTS in MPEG-TS, and nothing else; in a replay it may be MP3.
    static func format(_ source: String, allowsMP3: Bool = false) -> PlayerRule {
        let allowed = ["aac": TransportStreamFacts.streamTypeADTS].merging(
            allowsMP3 ? ["mp3": TransportStreamFacts.streamTypeMPEGAudio] : [:]
        ) { $1 }
        return PlayerRule(eachVariant: "format", source) { variant in
            variant.segments.filter(\.isProbeable).compactMap { segment in
                guard let probe = segment.probe else { return "le segment \(segment.sequence) est illisible" }
                // Without tables there are no stream types: that is another rule's affair.
                let types = segment.stream.map { $0.beginsWithTables ? $0.streamTypes : nil } ?? nil
                let expected = allowed[probe.codec]
                let isNamed = expected != nil && types.map { $0 == [expected] } ?? true
                let found = "\(probe.format) \(probe.codec) \(probe.profile) \(probe.sampleRate)"
                return isNamed && probe.format == "mpegts" && probe.sampleRate == 48_000
                    ? nil : "le segment \(segment.sequence) est \(found), types \(types ?? [])"
            }
        }
    }

    /// Timestamps and continuity counters go on from one segment to the next.
    static func continuity(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "continuity", source) { variant in
            let broken = variant.segments.filter { $0.stream?.isContinuous == false }
                .map { "des paquets manquent dans le segment \($0.sequence)" }
            let breaks = Set(distinct(variant.listed).filter(\.isDiscontinuous).map(\.sequence))
            let pairs = zip(variant.segments, variant.segments.dropFirst()).filter { before, after in
                after.sequence == before.sequence + 1 && !breaks.contains(after.sequence)
            }
            return broken + pairs.flatMap { before, after in jumps(from: before, to: after) }
        }
    }

    /// EXTINF says how long the media is, and its sums do not drift.
    static func durations(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "durations", source) { variant in
            var drift = 0.0
            return variant.segments.compactMap { segment in
                guard let probe = segment.probe else { return nil }
                drift += segment.announcedDuration - probe.duration
                // One access unit of 1,024 samples stands for a video frame.
                guard abs(drift) > 1_024.0 / 48_000 else { return nil }
                defer { drift = 0 }
                return "EXTINF s'écarte de \(drift.seconds) du média au segment \(segment.sequence)"
            }
        }
    }

    private static func jumps(from before: ServedSegment, to after: ServedSegment) -> [String] {
        var jumps: [String] = []
        if let last = before.probe?.packets.last, let next = after.probe?.packets.first {
            // Timestamps have 33 bits, and one tick of 90 kHz of rounding.
            let jump = (next.pts - last.pts - last.duration) & (1 << 33 - 1)
            if (2..<(1 << 33) - 1).contains(jump) {
                jumps.append("les temps sautent de \(jump) tics de 90 kHz avant le segment \(after.sequence)")
            }
        }
        for (identifier, counters) in before.stream?.counters ?? [:] {
            if let next = after.stream?.counters[identifier], next.first != (counters.last + 1) % 16 {
                jumps.append("un compteur saute avant le segment \(after.sequence)")
            }
        }
        return jumps
    }
}
