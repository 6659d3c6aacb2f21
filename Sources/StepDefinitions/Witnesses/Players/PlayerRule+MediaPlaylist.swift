/// What each media playlist says, and how it changes.
extension PlayerRule {
    /// No segment, rounded to the second, is longer than the target duration.
    static func targetDuration(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "target-duration", source) { variant in
            let listed = variant.listed
            let long = distinct(listed).filter { segment in
                Int(segment.duration.rounded()) > listed.map(\.targetDuration).min() ?? 0
            }
            return long.map { "le segment \($0.sequence) dure \($0.duration.seconds)" }
        }
    }

    /// The target duration never changes.
    static func constantTargetDuration(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "target-duration-constant", source) { variant in
            let values = Set(variant.listed.map(\.targetDuration))
            return values.count <= 1 ? [] : ["EXT-X-TARGETDURATION vaut tour à tour \(values.sorted())"]
        }
    }

    /// The media sequence never goes back, and a number is one segment for ever.
    static func mediaSequence(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "media-sequence", source) { variant in
            var violations: [String] = []
            var addresses: [Int: String] = [:]
            for (before, after) in zip(variant.listed, variant.listed.dropFirst())
            where after.mediaSequence < before.mediaSequence {
                violations.append("de \(before.mediaSequence) à \(after.mediaSequence)")
            }
            for segment in variant.listed.flatMap(\.segments) {
                if let address = addresses[segment.sequence], address != segment.uri {
                    violations.append("le segment \(segment.sequence) est \(address), puis \(segment.uri)")
                }
                addresses[segment.sequence] = segment.uri
            }
            return violations
        }
    }

    /// The discontinuity sequence is always there, and counts the discontinuities that left the playlist.
    static func discontinuitySequence(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "discontinuity-sequence", source) { variant in
            var violations = variant.listed.contains { $0.discontinuitySequence == nil } ? ["le tag manque"] : []
            for (before, after) in zip(variant.listed, variant.listed.dropFirst()) {
                guard let count = before.discontinuitySequence, let next = after.discontinuitySequence else { continue }
                let left = before.segments.filter { $0.isDiscontinuous && $0.sequence < after.mediaSequence }.count
                if next != count + left { violations.append("de \(count) à \(next), après \(left) rupture(s)") }
            }
            return violations
        }
    }

    /// Players are told to stay so far from the end.
    static func holdBack(_ expected: Double, _ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "hold-back", source) { variant in
            distinctValues(variant.listed.map(\.holdBack)).filter { $0 != expected }
                .map { "HOLD-BACK vaut \($0?.seconds ?? "rien"), non \(expected.seconds)" }
        }
    }

    /// The hold-back is at least three target durations.
    static func minimumHoldBack(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "hold-back-minimum", source) { variant in
            variant.listed.compactMap { playlist in
                let minimum = Double(3 * playlist.targetDuration)
                guard let holdBack = playlist.holdBack, holdBack < minimum else { return nil }
                return "HOLD-BACK de \(holdBack.seconds) pour trois fois la durée cible de \(minimum.seconds)"
            }
        }
    }

    /// Six segments at least, once there have been six.
    static func segmentCount(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "segment-count", source) { variant in
            let short = variant.listed.filter { $0.segments.count < 6 && $0.mediaSequence > 0 }
            if !short.isEmpty {
                return ["\(short.map(\.segments.count).min() ?? 0) segments, quand d'autres ont été retirés"]
            }
            guard let newest = variant.newest?.segments.count, newest < 6 else { return [] }
            return ["\(newest) segments à la fin de l'observation"]
        }
    }

    /// A segment leaves the playlist only while the others last so long.
    static func window(_ seconds: Double, _ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "window", source) { variant in
            variant.listed.compactMap { playlist in
                let listed = playlist.segments.reduce(0) { $0 + $1.duration }
                // EXTINF is rounded to the microsecond.
                guard playlist.mediaSequence > 0, listed < seconds - 0.001 else { return nil }
                return "\(listed.seconds) au lieu de \(seconds.seconds) au moins, au segment \(playlist.mediaSequence)"
            }
        }
    }

    /// A live that is over says so, one that is not does not.
    static func endOfList(_ source: String) -> PlayerRule {
        PlayerRule("end-list", source) { live in
            live.variants.compactMap { variant in
                guard let newest = variant.newest, newest.hasEnded != live.isOver else { return nil }
                return "\(variant.name) : EXT-X-ENDLIST \(newest.hasEnded ? "avant" : "manque après") la fin du live"
            }
        }
    }

    /// Variants have the same target duration.
    static func sameTargetDuration(_ source: String) -> PlayerRule {
        PlayerRule("same-target-duration", source) { live in
            let values = Set(live.variants.compactMap { $0.newest?.targetDuration })
            return values.count <= 1 ? [] : ["les rendus ont des durées cibles de \(values.sorted()) s"]
        }
    }

    /// The same number is the same stretch of the live in every variant, with the same breaks.
    static func alignment(_ source: String) -> PlayerRule {
        PlayerRule("alignment", source) { live in
            guard let reference = live.variants.first else { return [] }
            let expected = cuts(reference)
            return live.variants.dropFirst().flatMap { variant in
                cuts(variant).compactMap { sequence, cut in
                    guard let other = expected[sequence], other != cut else { return nil }
                    return "le segment \(sequence) de \(variant.name) n'est pas celui de \(reference.name)"
                }
            }
        }
    }

    /// Where segments are cut: exact, since playlists write what they say of a segment in the same digits.
    private struct Cut: Hashable {
        let date: Double?
        let duration: Double
        let isDiscontinuous: Bool
        /// The first timestamp, where the segment was fetched; nil is compared with nothing.
        let timestamp: Int?

        static func == (lhs: Cut, rhs: Cut) -> Bool {
            (lhs.date, lhs.duration, lhs.isDiscontinuous) == (rhs.date, rhs.duration, rhs.isDiscontinuous)
                && (lhs.timestamp == nil || rhs.timestamp == nil || lhs.timestamp == rhs.timestamp)
        }

        func hash(into hasher: inout Hasher) { hasher.combine(duration) }
    }

    private static func cuts(_ variant: ServedVariant) -> [Int: Cut] {
        let timestamps = Dictionary(
            variant.segments.compactMap { segment in segment.probe?.packets.first.map { (segment.sequence, $0.pts) } },
            uniquingKeysWith: { first, _ in first })
        let pairs = distinct(variant.listed).map { segment in
            let cut = Cut(
                date: segment.date, duration: segment.duration, isDiscontinuous: segment.isDiscontinuous,
                timestamp: timestamps[segment.sequence])
            return (segment.sequence, cut)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The segments of all versions of a playlist, each once, in order.
    static func distinct(_ listed: [ListedPlaylist]) -> [ListedPlaylist.Segment] {
        var newest = Int.min
        return listed.flatMap(\.segments).filter { segment in
            defer { newest = max(newest, segment.sequence) }
            return segment.sequence > newest
        }
    }

    private static func distinctValues(_ values: [Double?]) -> [Double?] { Array(Set(values)) }
}
