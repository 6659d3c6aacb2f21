/// When playlists change, and what they say of the time of day.
extension PlayerRule {
    /// No version of a playlist stays longer than so many target durations.
    static func updates(_ id: String, within targetDurations: Double, _ source: String) -> PlayerRule {
        PlayerRule(eachVariant: id, source) { variant in
            let versions = versions(of: variant)
            return versions.compactMap { version in
                let limit = targetDurations * Double(version.playlist.targetDuration)
                let age = version.lastSeen - version.firstSeen
                guard !version.playlist.hasEnded, age > limit else { return nil }
                let newest = version.playlist.segments.last?.sequence ?? 0
                return "rien de neuf pendant \(age.seconds) après le segment \(newest)"
            }
        }
    }

    /// Segments have dates.
    static func programDateTime(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "program-date-time", source) { variant in
            variant.listed.contains { $0.segments.first.map { $0.date == nil } ?? false }
                ? ["EXT-X-PROGRAM-DATE-TIME manque"] : []
        }
    }

    /// Dates follow each other by the length of the segments, and never change.
    static func continuousDates(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "date-continuity", source) { variant in
            var violations: [String] = []
            var known: [Int: Double] = [:]
            for playlist in variant.listed {
                for segment in playlist.segments {
                    guard let date = segment.date else { continue }
                    if let before = known[segment.sequence], abs(before - date) > dateTolerance {
                        violations.append("le segment \(segment.sequence) change de date de \((date - before).seconds)")
                    }
                    known[segment.sequence] = date
                }
                for (before, after) in zip(playlist.segments, playlist.segments.dropFirst()) {
                    guard let start = before.date, let next = after.date, !after.isDiscontinuous else { continue }
                    let error = next - start - before.duration
                    if abs(error) > dateTolerance {
                        violations.append("\(error.seconds) d'écart avant le segment \(after.sequence)")
                    }
                }
            }
            return violations
        }
    }

    /// The end of a playlist is about now: neither in the future nor long ago.
    static func liveEdge(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "live-edge", source) { variant in
            variant.playlists.compactMap { answer in
                guard let playlist = answer.playlist, !playlist.hasEnded,
                    let last = playlist.segments.last, let date = last.date,
                    let served = answer.headers["date"].flatMap(HTTPDateReading.seconds)
                else { return nil }
                let offset = served - date - last.duration
                // The header is in whole seconds, rounded down, and what waited in the creator's application until it
                // was connected comes at once. A playlist that stands still is another rule's affair.
                let target = Double(playlist.targetDuration)
                return (-target - 1...6 * target).contains(offset)
                    ? nil : "la fin du manifest est à \(offset.seconds) de l'heure du serveur"
            }
        }
    }

    /// Dates are written in milliseconds, lengths in microseconds.
    private static let dateTolerance = 0.0015

    private struct Version {
        let playlist: ListedPlaylist
        let firstSeen: Double
        var lastSeen: Double
    }

    /// The versions of a playlist, and from when to when each was surely served.
    private static func versions(of variant: ServedVariant) -> [Version] {
        variant.playlists.reduce(into: []) { versions, answer in
            guard let playlist = answer.playlist else { return }
            if versions.last?.playlist == playlist {
                versions[versions.count - 1].lastSeen = answer.at
            } else {
                versions.append(Version(playlist: playlist, firstSeen: answer.at, lastSeen: answer.at))
            }
        }
    }
}
