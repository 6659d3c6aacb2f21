extension PlayerProfile {
    /// What the same player needs of a replay: nothing that concerns a list which grows, and MP3 beside AAC.
    ///
    /// The MP3 of 256 kbit/s has a master playlist of its own, whose only variant is over 192 kbit/s: where that
    /// counts, a player takes the one of AAC.
    var forReplays: PlayerProfile {
        PlayerProfile(
            name: "\(name), replay",
            rules: rules.filter { !Self.rulesOfLives.contains($0.id) }.map { rule in
                rule.id == "format" ? .format(rule.source, allowsMP3: true) : rule
            })
    }

    private static let rulesOfLives: Set = [
        "freshness", "hold-back", "hold-back-minimum", "segment-count", "window", "updates", "stuck",
        "program-date-time", "live-edge", "cellular",
    ]
}
