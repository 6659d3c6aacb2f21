internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// « Conversion temps réel Opus vers segments HLS ».
let conversionSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un flux WebRTC Opus est reçu par le serveur",
        preuve: """
            le muxer WHIP de FFmpeg dit ICE, DTLS et SRTP établis, et parle au rythme du temps réel : une voix à gauche, une \
            autre à droite
            """,
        timeout: .seconds(60)
    ) { world in
        try await world.startDialogue()
        try await world.publish(kilobitsPerSecond: 96)
        guard try await world.creatorIsConnected() else { throw DriverError("le créateur n'est pas connecté") }
    }

    Quand(
        "le serveur traite le flux",
        preuve: """
            un auditeur par débit suit le manifest en HTTP, plus longtemps qu'il n'est long, et prend chaque segment dès \
            qu'il est listé ; un autre suit un \
            créateur que son réseau abandonne pendant 12 s, un autre encore, jusqu'à la fin, un live qui s'arrête au milieu \
            d'un segment
            """,
        timeout: .seconds(90)
    ) { world in
        async let absence: Void = world.followAbsentCreator()
        async let short: Void = world.followShortLive()
        try await world.listenToEveryRendition(untilSecond: 42)
        try await absence
        try await short
    }

    Alors(
        "FFmpeg convertit en segments HLS \\(.ts)",
        preuve: """
            ffprobe dit chaque segment AAC-LC 48 kHz en MPEG-TS et les temps continus d'un segment à l'autre ; le son \
            décodé par ffmpeg est celui qui a été dit, à gauche comme à droite, dès ses 100 premières ms et sans rien avant, sans \
            trou ni bruit de 10 ms ; les débits mono ont les deux voix ; d'un live bref, \
            il ne manque pas le dernier mot
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("les segments sont abîmés en chemin") { world in try await world.putFaultyCache(.corruptsSegments)
            },
            Sabotage("un segment est servi à la place des autres") { world in
                try await world.putFaultyCache(.repeatsFirstSegment)
            },
            Sabotage("le micro se coupe une demi-seconde") { world in
                await world.spoilMicrophone(.cutsOut(atSecond: 5))
            },
            Sabotage("le micro est muet") { world in await world.spoilMicrophone(.isDead) },
        ]
    ) { world, check in
        let heard = try await world.heard()
        let probes = try await heard.probes()
        try check("segments .ts obtenus", probes.count, .atLeast(20))
        for probe in probes {
            try check("format", probe?.format ?? "illisible", .equals("mpegts"))
            try check("codec", probe.map { "\($0.codec) \($0.profile)" } ?? "illisible", .equals("aac LC"))
            try check("fréquence", probe?.sampleRate ?? 0, .equals(48_000), unit: "Hz")
        }
        for (before, after) in zip(probes, probes.dropFirst()) {
            let expected = before?.packets.last.map { $0.pts + $0.duration } ?? -1
            // One tick of 90 kHz: 1,024 samples are 1,920 ticks, exactly.
            try check("PTS suivant", after?.packets.first?.pts ?? 0, .approximately(expected, tolerance: 1))
        }
        try check("canaux", probes.first??.channels ?? 0, .equals(2))
        try await heard.channelFidelities(in: world.folder).check(check, "son", seconds: 40)
        if let short = await world.shortLive {
            // The frames of the codecs, 20 and 21 ms, and their delay.
            try check("live bref : durée listée", short.listed, .approximately(short.sent, tolerance: 0.1), unit: "s")
            try short.fidelity.check(check, "live bref, jusqu'au dernier mot", seconds: short.sent - 0.1)
        } else {
            try check("live bref entendu", false, .equals(true))
        }
        let others = await world.heardOfOtherRenditions()
        try check("autres débits", others.count, .equals(2))
        for (name, heard) in others {
            let mono = try await heard.channelFidelities(in: "\(world.folder)/\(name)", isMono: true)
            try mono.check(check, "son en \(name)", seconds: 38)
        }
    }

    Alors(
        "un fichier manifest .m3u8 est généré et mis à jour régulièrement",
        preuve:
            """
            le manifest, demandé dix fois par seconde pendant 42 s, change à chaque segment et ne tarde jamais plus de 3 s, et \
            de la seconde que le cache peut le garder ; chaque segment y porte son numéro, aucun ne manque ; celui d'un \
            créateur coupé du réseau avance comme les autres, et sa voix y revient
            """,
        sabotages: [
            Sabotage("le cache sert toujours le premier manifest") { world in
                try await world.putFaultyCache(.freezesPlaylists)
            }
        ]
    ) { world, check in
        let heard = try await world.heard()
        try check("versions du manifest", heard.sightings.count, .atLeast(20))
        // RFC 8216 §6.2.1: a new segment at the latest 1.5 target durations after the one before, here 3 s; and the
        // second for which a cache may keep the one before.
        try check(
            "plus long écart entre deux mises à jour", heard.intervalsBetweenUpdates.max() ?? .infinity, .atMost(4.0),
            unit: "s")
        let added = zip(heard.sightings, heard.sightings.dropFirst()).map {
            ($1.playlist.segments.last?.sequence ?? 0) - ($0.playlist.segments.last?.sequence ?? 0)
        }
        try check("segments ajoutés par mise à jour, au plus", added.max() ?? 0, .equals(1))
        let listed = heard.sightings.flatMap(\.playlist.segments)
        try check("segments qui ne portent pas leur numéro", listed.count { $0.uri != "\($0.sequence).ts" }, .equals(0))
        try check("premier segment du dernier manifest", heard.sightings.last?.playlist.mediaSequence ?? 0, .atLeast(1))
        try check("réponses en erreur", heard.refusals.count, .equals(0))

        let absent = await world.heardOfAbsentCreator()
        try check("segments du créateur coupé", absent.segments.count, .atLeast(13))
        // A segment of 2 s, the second after which silence is due, the one for which a cache may keep a playlist, and one
        // for all the rest. A player gives up after 7 s.
        try check(
            "créateur coupé : plus long écart entre deux mises à jour",
            absent.intervalsBetweenUpdates.max() ?? .infinity, .atMost(5.0), unit: "s")
        // In stretches of 10 ms: a voice is louder than -50 dB for well over a third of the time.
        let sound = try await absent.sound(in: "\(world.folder)/absence")
        let back = EnergyEnvelope(sound.samples, from: sound.frameCount - 384_000, count: 800)
        let spoken = Double(back.levels.count { $0 > -50 }) / 100
        try check("voix entendue dans les 8 dernières secondes", spoken, .atLeast(2.5), unit: "s")
    }

    Alors(
        "les segments ont une durée de {int} secondes chacun",
        preuve: """
            ffprobe additionne les paquets de chaque segment, et lit la durée de son conteneur ; l'EXTINF du manifest dit la \
            même
            """,
        sabotages: [Sabotage("segments de 3 s") { world in await world.configure("ROADWAVE_SEGMENT_SECONDS", "3") }]
    ) { (world, check, seconds: Int) in
        let heard = try await world.heard()
        try check("segments mesurés", heard.segments.count, .atLeast(20))
        // Within one AAC frame: 1,024 samples at 48 kHz are 21.3 ms.
        let frame = 1_024.0 / 48_000
        for (segment, probe) in zip(heard.segments, try await heard.probes()) {
            try check("durée", probe?.duration ?? 0, .approximately(seconds, tolerance: frame), unit: "s")
            try check(
                "durée du conteneur", probe?.announcedDuration ?? 0, .approximately(seconds, tolerance: frame),
                unit: "s")
            try check("EXTINF", segment.announcedDuration, .approximately(seconds, tolerance: frame), unit: "s")
        }
        try check(
            "durée de tous, pour \(heard.segments.count) segments", heard.announcedSeconds,
            .approximately(seconds * heard.segments.count, tolerance: frame), unit: "s")
    }
}
