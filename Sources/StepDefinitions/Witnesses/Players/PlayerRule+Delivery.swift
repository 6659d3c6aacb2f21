/// How playlists and segments are delivered.
extension PlayerRule {
    /// Every request is answered.
    static func everyAnswer(_ source: String) -> PlayerRule {
        PlayerRule("answers", source) { live in
            live.answers.filter { !(200..<400).contains($0.status) }.map { "\($0.path) répond \($0.status)" }
        }
    }

    /// No request is sent elsewhere.
    static func noRedirect(_ source: String) -> PlayerRule {
        PlayerRule("redirect", source) { live in
            live.answers.filter { (300..<400).contains($0.status) }.map { "\($0.path) renvoie ailleurs (\($0.status))" }
        }
    }

    /// Playlists and segments say what they are.
    static func contentTypes(_ source: String) -> PlayerRule {
        PlayerRule("content-type", source) { live in
            live.answers.compactMap { answer in
                let expected = answer.path.hasSuffix(".ts") ? "video/mp2t" : "application/vnd.apple.mpegurl"
                let type = answer.headers["content-type"] ?? "aucun"
                return type == expected ? nil : "\(answer.path) est servi comme \(type), non \(expected)"
            }
        }
    }

    /// Playlists are compressed for those who accept it, as all requests of the observation did.
    static func gzip(_ source: String) -> PlayerRule {
        PlayerRule("gzip", source) { live in
            playlists(of: live).filter { $0.headers["content-encoding"] != "gzip" }
                .map { "\($0.path) n'est pas compressé" }
        }
    }

    /// Playlists are as they are, or compressed in the one way that was accepted.
    static func acceptedEncoding(_ source: String) -> PlayerRule {
        PlayerRule("encoding", source) { live in
            live.answers.compactMap { answer in
                let encoding = answer.headers["content-encoding"] ?? "identity"
                return ["gzip", "identity"].contains(encoding) ? nil : "\(answer.path) est codé en \(encoding)"
            }
        }
    }

    /// A playlist of a live is no older than three target durations when it arrives.
    static func freshness(_ source: String) -> PlayerRule {
        PlayerRule(eachVariant: "freshness", source) { variant in
            // One that says that the live is over may be as old as it wants.
            variant.playlists.compactMap { answer in
                guard let playlist = answer.playlist, !playlist.hasEnded,
                    let served = answer.headers["date"].flatMap(HTTPDateReading.seconds),
                    let modified = answer.headers["last-modified"].flatMap(HTTPDateReading.seconds)
                else { return nil }
                let age = served - modified
                let limit = Double(3 * playlist.targetDuration)
                return age <= limit
                    ? nil : "un manifest âgé de \(age.seconds) à \(answer.at.seconds), plus de \(limit.seconds)"
            }
        }
    }

    private static func playlists(of live: ServedLive) -> [ServedAnswer] {
        // An error page is no playlist: that it is one is another rule's affair.
        ([live.master] + live.variants.flatMap(\.playlists)).filter { $0.text.hasPrefix("#EXTM3U") }
    }
}
