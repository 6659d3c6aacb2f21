internal import Gherkin
internal import RoadWaveTestServices

/// What the steps of the two players assert.
extension PlaybackScene {
    static func proof(of player: String, rules: String) -> String {
        """
        Aucun téléphone ne tourne ici : chaque règle que \(rules) donnent pour \(player) est vérifiée sur ce que NGINX a \
        servi, plus longtemps que le manifest n'est long ; et de vrais lecteurs, Chromium et ffmpeg, jouent le live sans arrêt ni \
        saut ; la date de chaque segment est celle où sa première parole a été dite
        """
    }

    static func bufferProof(_ behaviour: String) -> String {
        """
        Aucun téléphone ne tourne ici, et aucun lecteur d'ici n'applique HOLD-BACK : la preuve est le HOLD-BACK servi à \
        chaque lecture du manifest, au moins trois fois la durée cible, dans une fenêtre qui le contient, et \
        player.buffer_s de GET /lives/{id} ; \(behaviour) ; demandé au stockage lui-même, chaque segment listé est là, et \
        chaque segment retiré aussi longtemps que la RFC 8216 §6.2.2 le veut
        """
    }

    static let playerSabotages = [
        Sabotage<RoadWaveWorld>("le manifest des rendus nomme un autre codec") { world in
            await world.alterCaches(.misnamesCodec)
        },
        Sabotage<RoadWaveWorld>("un segment sur cinq est introuvable") { world in
            await world.alterCaches(.losesSegments)
        },
        Sabotage<RoadWaveWorld>("le cache sert toujours le premier manifest") { world in
            try await world.putFaultyCache(.freezesPlaylists)
        },
        Sabotage<RoadWaveWorld>("les segments sont abîmés en chemin") { world in
            try await world.putFaultyCache(.corruptsSegments)
        },
    ]

    static let bufferSabotages = [
        Sabotage<RoadWaveWorld>("le manifest demande 9 s") { world in
            await world.configure("ROADWAVE_HOLD_BACK_SECONDS", "9")
        }
    ]

    /// The rules of a player, and the real players.
    func check(_ profile: PlayerProfile, _ check: Check) throws {
        try check("rendus suivis", served?.variants.count ?? 0, .equals(3))
        guard let served, let report, let ffmpeg else { throw DriverError("un lecteur n'a pas joué") }
        let violations = profile.violations(in: served)
        check.evidence(
            "\(profile.rules.count) règles de \(profile.name) : \(profile.rules.map(\.id).joined(separator: ", "))")
        for violation in violations { check.evidence("\(violation)") }
        let fetched = served.variants.reduce(0) { $0 + $1.segments.count }
        try check("segments servis et examinés", fetched, .atLeast(60))
        try check("infractions aux règles de \(profile.name)", violations.count, .equals(0))

        for line in report.interruptions + report.otherLines { check.evidence("Chromium : \(line)") }
        try check("interruptions dans Chromium", report.interruptions.count, .equals(0))
        try check("son joué par Chromium", report.played, .atLeast(30), unit: "s")
        // A moment is told every half second.
        try check("arrêts dans Chromium", report.stalled, .atMost(0.5), unit: "s")

        for line in ffmpeg.complaints { check.evidence("ffmpeg : \(line)") }
        try check("son décodé par ffmpeg", ffmpeg.played, .atLeast(12), unit: "s")
        try check("sauts dans ffmpeg", ffmpeg.gaps, .equals(0))
        try check("attentes de ffmpeg", ffmpeg.stalled, .atMost(0.0), unit: "s")
        try check("plaintes de ffmpeg", ffmpeg.complaints.count, .equals(0))

        for sound in sounds {
            try check("segments datés et reconnus du rendu \(sound.name)", sound.dateErrors.count, .atLeast(15))
            let worst = sound.dateErrors.max { abs($0) < abs($1) } ?? .infinity
            try check(
                "date du rendu \(sound.name), comparée à la parole", worst, .approximately(0.0, tolerance: 0.5),
                unit: "s")
        }
    }

    /// Every rendition says what was said, in each of its channels.
    func checkSounds(_ check: Check) throws {
        try check("rendus écoutés", sounds.count, .equals(3))
        for sound in sounds {
            let name = "rendu \(sound.name)"
            // Listeners who come to a live hear it from the segment that is the newest one then.
            try sound.fidelities.check(check, name, seconds: 40, .isNotHeard)
        }
        try check("canaux du meilleur rendu", sounds.first?.fidelities.count ?? 0, .equals(2))
    }

    /// The buffer that players are told to keep.
    func checkBuffer(_ seconds: Int, announced: Double?, _ check: Check) throws {
        try check("rendus suivis", served?.variants.count ?? 0, .equals(3))
        guard let served else { return }
        check.evidence("Aucun téléphone ne tourne ici : HOLD-BACK est lu, non appliqué.")
        for variant in served.variants {
            let values = Set(variant.listed.map { $0.holdBack ?? 0 })
            for value in values.isEmpty ? [0] : values.sorted() {
                try check("HOLD-BACK de \(variant.name)", value, .equals(seconds), unit: "s")
            }
            let target = variant.newest?.targetDuration ?? .max
            try check(
                "trois fois la durée cible de \(variant.name)", 3 * min(target, 1_000), .atMost(seconds), unit: "s")
            let window = variant.newest?.segments.reduce(0) { $0 + $1.duration } ?? 0
            try check("fenêtre de \(variant.name)", window, .greater(than: seconds), unit: "s")
        }
        try check("player.buffer_s", announced ?? 0, .equals(seconds), unit: "s")

        // More than the window of each rendition: some have left it.
        try check("segments encore dus aux auditeurs", owed.count, .atLeast(48))
        for path in owed.missing { check.evidence("\(path) n'est plus dans le stockage") }
        try check("segments dus qui manquent au stockage", owed.missing.count, .equals(0))
    }
}
