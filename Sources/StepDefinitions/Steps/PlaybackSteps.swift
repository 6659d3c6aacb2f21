internal import Gherkin

/// « Lecture HLS native sur mobile iOS », « … Android ».
let playbackSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un auditeur iOS rejoint un live",
        preuve: "un créateur parle ; le cache NGINX liste trois segments ; Chromium est ouvert",
        timeout: .seconds(60)
    ) { world in
        try await world.startLiveForPlayers()
    }

    EtantDonne(
        "un auditeur Android rejoint un live",
        preuve: "un créateur parle ; le cache NGINX liste trois segments ; Chromium est ouvert",
        timeout: .seconds(60)
    ) { world in
        try await world.startLiveForPlayers()
    }

    // Alone: its players keep time with the sound, and other scenarios would take their processor.
    Quand(
        "l'application charge le flux HLS",
        preuve: """
            à travers NGINX : le lecteur HLS natif de Chromium et ffmpeg lisent le live, un second Chromium le lit à moins \
            de 60 kbit/s, et tout ce qui est servi pendant ce temps est gardé
            """,
        timeout: .seconds(180), exclusive: true
    ) { world in
        try await world.playEverywhere()
    }

    Alors(
        "le player natif AVPlayer gère la lecture",
        preuve: PlaybackScene.proof(of: "AVPlayer", rules: "la spécification d'Apple et la RFC 8216bis"),
        sabotages: PlaybackScene.playerSabotages
    ) { world, check in
        try await world.playback.check(.avPlayer, check)
    }

    Alors(
        "le player natif ExoPlayer gère la lecture",
        preuve: PlaybackScene.proof(of: "ExoPlayer", rules: "le code de media3 et la RFC 8216bis"),
        sabotages: PlaybackScene.playerSabotages
    ) { world, check in
        try await world.playback.check(.exoPlayer, check)
    }

    Alors(
        "le buffer de {int} secondes est appliqué automatiquement",
        preuve: PlaybackScene.bufferProof(
            "AVPlayer se tient de lui-même à cette distance de la fin (RFC 8216bis §4.4.3.8)"),
        sabotages: PlaybackScene.bufferSabotages
    ) { (world, check, seconds: Int) in
        try await world.playback.checkBuffer(seconds, announced: try await world.playerBuffer(), check)
    }

    Alors(
        "le buffer de {int} secondes est configuré",
        preuve: PlaybackScene.bufferProof(
            "ExoPlayer en fait sa distance cible (media3, HlsMediaSource.getTargetLiveOffsetUs)"),
        sabotages: PlaybackScene.bufferSabotages
    ) { (world, check, seconds: Int) in
        try await world.playback.checkBuffer(seconds, announced: try await world.playerBuffer(), check)
    }

    Alors(
        "la qualité s'adapte selon la connexion",
        preuve: """
            à moins de 60 kbit/s, mesurés sur la connexion, Chromium joue sans s'arrêter, et NGINX ne lui sert que les \
            segments du rendu de 32 kbit/s ; sur une bonne connexion il joue ceux du meilleur rendu ; décodé par ffmpeg, \
            chaque rendu dit ce qui a été dit, à gauche et à droite où il en a deux, sans trou ni bruit de 10 ms
            """,
        sabotages: [
            Sabotage("un seul rendu, le meilleur") { world in await world.configure("ROADWAVE_RENDITIONS", "96k") },
            Sabotage("un seul rendu, le moindre") { world in await world.configure("ROADWAVE_RENDITIONS", "32k") },
            Sabotage("le micro se coupe une demi-seconde") { world in
                await world.spoilMicrophone(.cutsOut(atSecond: 30))
            },
        ]
    ) { world, check in
        let moments = await world.playback.slowReport?.moments.count ?? 0
        try check("moments racontés par le lecteur sur la connexion lente", moments, .atLeast(1))
        let slow = try await world.slowPlayback()
        try check("débit de la connexion lente", slow.bitsPerSecond, .less(than: 60_000), unit: "bit/s")
        try check(
            "rendu lu sur la connexion lente, selon NGINX", slow.renditions.joined(separator: ", "), .equals("32k"))
        try check("interruptions sur la connexion lente", slow.report.interruptions.count, .equals(0))
        try check("son joué sur la connexion lente", slow.report.played, .atLeast(30), unit: "s")
        try check("arrêts sur la connexion lente", slow.report.stalled, .atMost(0.5), unit: "s")
        let best = await world.playback.report?.settledRenditions ?? []
        try check("rendu lu sur une bonne connexion", best.joined(separator: ", "), .equals("96k"))
        try await world.playback.checkSounds(check)
    }
}
