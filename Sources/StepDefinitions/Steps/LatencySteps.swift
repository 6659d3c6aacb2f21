internal import Gherkin

/// « Gestion de la latence WebRTC créateur ».
let latencySteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un créateur diffuse avec une connexion 4G",
        preuve: """
            Chromium publie depuis la page /studio, à travers un relais UDP qui a les délais de la 4G : la page dit « En \
            direct », GET /lives/{id} aussi, et une requête STUN par le même chemin prend le temps d'un réseau mobile
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le nœud annonce une adresse où il n'écoute pas") { world in
                await world.sabotageLatency { $0.advertisesElsewhere = true }
            }
        ]
    ) { world, check in
        try check("la page dit « En direct »", try await world.broadcastOverMobileNetwork(), .equals(true))
        try await check.eventually("état du live", .equals("live"), within: .seconds(5)) {
            try await world.studioLiveState() ?? "aucun live"
        }
        let roundTrip = await world.mobileRoundTrip()
        try check("aller-retour mesuré par STUN", roundTrip, .atLeast(0.05), unit: "s")
        try check("aller-retour mesuré par STUN", roundTrip, .atMost(0.25), unit: "s")
    }

    Quand(
        "la latence réseau augmente ponctuellement",
        preuve: """
            les délais du relais passent de 40 à 700 ms dans chaque sens, puis reviennent ; un paquet sur cent vient deux fois ; \
            avant le pic, deux fois 60 ms de paquets sont perdues, et peuvent être redemandées ; pendant, 160 ms de paquets sont \
            doublées par celles qui les suivent ; ce que montre la page et ce qui traverse le relais sont notés avant, pendant et après
            """,
        timeout: .seconds(200)
    ) { world in
        try await world.endureLatency()
    }

    Alors(
        "le buffer côté serveur absorbe les fluctuations",
        preuve: """
            STUN mesure le pic ; un auditeur suit le live par le cache : aucun trou dans la voix décodée par ffmpeg, fenêtre \
            de 100 ms par fenêtre de 100 ms, de la deuxième seconde à la dernière, pourvu que le navigateur ait renvoyé à temps ce que le nœud \
            redemande, aucun saut de PTS, aucune discontinuité, un \
            segment toutes les 2 s, et EXT-X-ENDLIST quand le créateur s'est arrêté
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le réseau perd un paquet sur six pendant le pic") { world in
                await world.sabotageLatency { $0.congested = MobileNetwork.lossyConditions }
            },
            Sabotage("le nœud met du silence dès 200 ms sans paquet") { world in
                await world.configure("ROADWAVE_SILENCE_AFTER_SECONDS", "0.2")
            },
            Sabotage("le micro se coupe une demi-seconde") { world in
                await world.spoilMicrophone(.cutsOut(atSecond: 20))
            },
            Sabotage("la latence n'augmente pas") { world in
                await world.sabotageLatency { $0.congested = MobileNetwork.usualConditions }
            },
        ]
    ) { world, check in
        let heard = await world.heardOverMobileNetwork()
        try check("segments obtenus", heard.segments.count, .atLeast(15))
        let probes = try await heard.probes()
        for (before, after) in zip(probes, probes.dropFirst()) {
            let expected = before?.packets.last.map { $0.pts + $0.duration } ?? -1
            try check("PTS suivant", after?.packets.first?.pts ?? 0, .approximately(expected, tolerance: 1))
        }
        let listed = heard.sightings.flatMap(\.playlist.segments)
        try check("segments marqués d'une discontinuité", listed.count { $0.isDiscontinuous }, .equals(0))
        // A segment of 2 s, the second for which a cache may keep a playlist, and the latency itself.
        try check(
            "plus long écart entre deux mises à jour", heard.intervalsBetweenUpdates.max() ?? .infinity, .atMost(4.5),
            unit: "s")

        let fidelity = try await world.fidelityOverMobileNetwork()
        let onAir = await world.secondsOnAir
        try check("durée du live, au relais", onAir, .atLeast(40), unit: "s")
        // The sound that is under way when the button is pressed may be lost.
        try check("voix comparée", fidelity.compared, .atLeast(onAir - 2.5), unit: "s")
        for line in await world.unevenBeginning() { check.evidence("Début, au relais : \(line)") }
        // What the browser itself did not take cannot be heard: no more than a stumble of its beginning.
        let mute = await world.muteAtBeginning()
        try check("paquets du début sans aucun son du micro", mute.count, .atMost(10))
        for second in mute {
            check.evidence("Début, au relais : à \(Int(second * 1_000)) ms, un paquet sans aucun son")
        }
        // A busy browser does not always answer in time; what it answers in time is heard.
        let losses = await world.lossesOnTheWay()
        for loss in losses {
            check.evidence(
                "Perdu à \(Int(loss.place * 1_000)) ms, renvoyé \(Int(min(loss.sentAgainAfter, 99) * 1_000)) ms plus tard"
            )
        }
        let unanswered = losses.count { $0.sentAgainAfter > RoadWaveWorld.timelyRepetition }
        try check("paquets perdus en chemin", losses.count, .atLeast(4))
        try check("paquets perdus que le navigateur n'a pas renvoyés à temps", unanswered, .atMost(3))
        if !fidelity.damages.isEmpty { check.evidence(fidelity.damages.joined(separator: ", ")) }
        try check("ressemblance avec la voix", fidelity.correlation, .atLeast(0.9))
        try check("fenêtres de 100 ms absentes ou déformées", fidelity.damagedWindows, .equals(0))
        try check("silences de 10 ms dans la voix", fidelity.silences, .equals(0))
        try check("EXT-X-ENDLIST après la fin du live", await world.secondsToEndOfList(), .atMost(5.0), unit: "s")

        let sights = await world.latency.sights
        try check("aller-retour avant le pic", sights.before.roundTrip, .atMost(0.25), unit: "s")
        try check("aller-retour pendant le pic", sights.during.roundTrip, .atLeast(1.2), unit: "s")
        try check("aller-retour après le pic", sights.after.roundTrip, .atMost(0.25), unit: "s")
    }

    Alors(
        "la qualité peut être réduite temporairement \\({int} kbps → {int} kbps)",
        preuve: """
            le débit Opus des paquets SRTP qui traversent le relais, et celui que montre la page : le premier avant le pic \
            et après lui, le second pendant
            """,
        sabotages: [
            Sabotage("le nœud ne tient pas compte de la latence") { world in
                await world.configure("ROADWAVE_REDUCTION_ROUND_TRIP_MS", "60000")
            },
            Sabotage("le nœud conseille 24 kbps") { world in
                await world.configure("ROADWAVE_REDUCED_BITRATE_BPS", "24000")
            },
            Sabotage("le nœud ne conseille plus de remonter") { world in
                await world.configure("ROADWAVE_RECOVERY_SECONDS", "600")
            },
        ]
    ) { (world, check, full: Int, reduced: Int) in
        let sights = await world.latency.sights
        for (name, sight, kbps) in [
            ("avant le pic", sights.before, full), ("pendant le pic", sights.during, reduced),
            ("après le pic", sights.after, full),
        ] {
            try check("débit montré \(name)", sight.shownBitrate, .equals("\(kbps)\u{a0}kbit/s"))
            // Opus keeps to its bitrate on average, and to less between two sentences.
            try check(
                "débit mesuré \(name)", sight.kilobits, .approximately(kbps, tolerance: 0.18 * Double(kbps)),
                unit: "kbit/s")
        }
    }

    Alors(
        "un warning est affiché au créateur si la connexion est trop instable",
        preuve: """
            le texte visible de la page /studio, dans une zone que les lecteurs d'écran annoncent (role=alert) : rien avant le \
            pic, la phrase pendant, plus rien quand le réseau est redevenu stable
            """,
        sabotages: [
            Sabotage("le nœud prend toute latence pour stable") { world in
                await world.configure("ROADWAVE_UNSTABLE_ROUND_TRIP_MS", "60000")
            },
            Sabotage("le nœud avertit pour une latence ordinaire") { world in
                await world.configure("ROADWAVE_UNSTABLE_ROUND_TRIP_MS", "20")
                await world.configure("ROADWAVE_WARNING_SECONDS", "0")
            },
            Sabotage("le nœud ne lève plus l'avertissement") { world in
                await world.configure("ROADWAVE_RECOVERY_SECONDS", "600")
            },
        ]
    ) { world, check in
        let sights = await world.latency.sights
        try check("avertissement avant le pic", sights.before.warning, .equals(LatencySights.noWarning))
        try check("avertissement pendant le pic", sights.during.warning, .contains("trop instable"))
        try check("rôle de la zone", sights.warningRole, .equals("alert"))
        try check("avertissement après le pic", sights.after.warning, .equals(LatencySights.noWarning))
    }
}
