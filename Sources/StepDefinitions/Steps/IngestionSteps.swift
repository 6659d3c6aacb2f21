internal import Gherkin

/// « Ingestion WebRTC du flux créateur ».
let ingestionSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un créateur démarre un live depuis son application mobile",
        preuve: "espeak-ng donne une voix au créateur ; rien n'est encore envoyé"
    ) { world in
        try await world.startVoice()
    }

    Quand(
        "le flux audio WebRTC \\(Opus {int} kbps) arrive sur le serveur",
        preuve: "le muxer WHIP de FFmpeg publie une voix de synthèse, au rythme du temps réel",
        timeout: .seconds(90)
    ) { (world, kbps: Int) in
        try await world.publish(kilobitsPerSecond: kbps)
        try await world.listen(untilSecond: 21)
    }

    Alors(
        "le serveur Go avec Pion WebRTC accepte la connexion",
        preuve: """
            FFmpeg dit ICE, DTLS et SRTP établis, et GET /lives/{id} dit le live en cours ; celui d'un second créateur, dont le \
            certificat n'est pas celui que son offre annonce, ne l'est jamais ; la réponse SDP ne borne pas le débit en dessous de \
            ce que le créateur envoie
            """,
        sabotages: [
            Sabotage("le serveur annonce une adresse où il n'écoute pas") { world in
                await world.addServerOptions("--advertise", "127.0.0.2")
            },
            Sabotage("l'imposteur a le certificat annoncé") { world in await world.makeImpostorHonest() },
        ]
    ) { world, check in
        try check("connexion vue par FFmpeg", try await world.creatorIsConnected(), .equals(true))
        try check("état du live", try await world.liveState()?["state"] as? String ?? "aucun live", .equals("live"))
        let impostor = try await world.impersonate(for: .seconds(3))
        try check("relevés du live de l'imposteur", impostor.states.count, .atLeast(1))
        // Not waited for any more once its handshake has failed.
        try check("live de l'imposteur en cours", impostor.states.contains("live"), .equals(false))
        try check("imposteur connecté", impostor.isConnected, .equals(false))
        // RFC 7587 §6.1: without a limit, that of the codec.
        let limit = impostor.answer.firstMatch(of: /maxaveragebitrate=(\d+)/).flatMap { Int($0.1) } ?? 510_000
        try check(
            "débit que permet la réponse SDP", limit, .atLeast(1_000 * (await world.kilobitsPerSecond)), unit: "bit/s")
    }

    Alors(
        "le flux est traité en temps réel",
        preuve: """
            pour chacune des 20 premières secondes : instant où son dernier échantillon, reconnu par corrélation dans le \
            son décodé par ffmpeg, est dans un segment listé, moins l'instant où il a été remis à FFmpeg ; ce son est la voix, \
            dès son premier mot et sans rien avant
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("segments de 6 s") { world in
                await world.configure("ROADWAVE_SEGMENT_SECONDS", "6")
                // Three segments at least: a server refuses to start with less.
                await world.configure("ROADWAVE_HOLD_BACK_SECONDS", "18")
            },
            Sabotage("le micro se coupe une demi-seconde") { world in
                await world.spoilMicrophone(.cutsOut(atSecond: 5))
            },
        ]
    ) { world, check in
        let delays = try await LiveDelay.measure(try await world.heard(), in: world.folder).map(\.delay)
        try check("secondes reconnues dans les segments", delays.count, .atLeast(20), unit: "s")
        // A segment of 2 s, a second for encoding, storage and network, and the one for which a cache may keep a playlist.
        try check("délai le plus long", delays.max() ?? .infinity, .atMost(4.0), unit: "s")
        // A delay swings within a segment; it grows if the second half is later than the first as a whole.
        let (first, second) = (delays.prefix(10), delays.prefix(20).suffix(10))
        let growth = second.reduce(0, +) / 10 - first.reduce(0, +) / 10
        try check("croissance du délai en 10 s", growth, .atMost(0.5), unit: "s")
        try await world.heard().channelFidelities(in: world.folder).check(check, "son", seconds: 20)
    }
}
