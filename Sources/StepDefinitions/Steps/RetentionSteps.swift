internal import Gherkin
internal import RoadWaveTestServices

/// « Suppression automatique fichier Opus raw après 7 jours ».
let retentionSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un replay est publié depuis {int} jours",
        preuve: """
            quatre créateurs ont parlé et arrêté, un worker a publié les quatre replays ; psql recule published_at, selon l'horloge \
            de la base : le premier a autant de jours de 24 h, le second une minute de moins, les deux autres sont d'aujourd'hui ; \
            de chacun, l'enregistrement est sur le disque et, octet pour octet, dans le stockage secondaire
            """,
        timeout: .seconds(180)
    ) { (world, check, days: Int) in
        try await world.publishReplays(seconds: 12, fewSeconds: 3)
        await world.setKeptSeconds(days * 86_400)
        guard let old = await world.retention.old, let young = await world.retention.young else { return }
        for (recording, seconds) in [(old, days * 86_400), (young, days * 86_400 - 60)] {
            try check("octets de l'enregistrement", recording.file?.count ?? 0, .atLeast(1))
            try check("morceaux de la copie", recording.pieces.count, .atLeast(2))
            try check("copié en entier", recording.copy == recording.file, .equals(true))
            try await world.age(recording.live, seconds: seconds)
            let age = try await world.ageOfReplay(recording.live)
            try check("âge du replay, selon la base", age, .approximately(Double(seconds), tolerance: 5), unit: "s")
        }
        for recording in await world.retention.later {
            try check("octets d'un enregistrement d'aujourd'hui", recording.file?.count ?? 0, .atLeast(1))
            try check("copié en entier", recording.copy == recording.file, .equals(true))
        }
    }

    Quand(
        "le job de nettoyage quotidien s'exécute",
        preuve: """
            roadwave-server sweep, le programme du CronJob, dans un processus à part : il se termine avec 0 ; puis le job du nœud \
            lui-même, une journée ne durant qu'une seconde (ROADWAVE_SWEEP_SECONDS) : un replay d'aujourd'hui est reculé d'autant \
            de jours, et l'autre seulement quand l'enregistrement du premier n'est plus là
            """,
        timeout: .seconds(120)
    ) { world, check in
        try await world.sweep()
        try await world.sweepByNode()
        let printed = await world.retention.printed
        check.evidence(printed.joined(separator: " | "))
        if let exit = await world.retention.sweepExit { try check("code de fin", exit, .equals(0)) }
    }

    Alors(
        "le fichier Opus raw est supprimé du stockage",
        preuve: """
            le disque du nœud et le stockage secondaire : de l'enregistrement assez vieux, ni fichier, ni aucun des objets \
            écrits selon le journal du stockage, ni clé dans la liste ; de même des deux que le nœud a supprimés l'un après \
            l'autre ; de celui d'une minute trop jeune, chaque octet est encore là
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le nettoyage ne s'exécute pas") { world in await world.join(.noSweep) },
            Sabotage("le nœud ne nettoie qu'une fois") { world in await world.join(.nodeSweepsOnce) },
            Sabotage("le replay est publié à l'instant") { world in await world.join(.replayIsYoung) },
            Sabotage("le MP3 n'est plus dans le stockage") { world in await world.join(.mp3IsGone) },
            Sabotage("l'enregistrement est gardé deux minutes de plus") { world in
                await world.configure("ROADWAVE_RECORDING_KEPT_SECONDS", "604920")
            },
            Sabotage("l'enregistrement est gardé deux minutes de moins") { world in
                await world.configure("ROADWAVE_RECORDING_KEPT_SECONDS", "604680")
            },
            Sabotage("le fichier est encore sur le disque", at: .beforeStep) { world in try await world.restoreFile() },
            Sabotage("un objet de la copie est encore là", at: .beforeStep) { world in
                try await world.restoreFirstPiece()
            },
            Sabotage("la copie du plus jeune est effacée", at: .beforeStep) { world in
                try await world.eraseYoungCopy()
            },
        ]
    ) { world, check in
        guard let young = await world.retention.young else { return }
        let names = ["l'assez vieux", "le premier du nœud", "le second du nœud"]
        let expired = await world.retention.expired
        try check("enregistrements à supprimer", expired.count, .equals(names.count))
        for (recording, name) in zip(expired, names) {
            let left = try await world.storedRecording(of: recording.live)
            try check("\(name) : octets sur le disque du nœud", left.file?.count ?? 0, .equals(0))
            try check("\(name) : objets dans le stockage secondaire", left.pieces.keys.sorted(), .equals([String]()))
            try await check.eventually("\(name) : clés listées", .equals([String]()), within: .seconds(10)) {
                try await world.listedCopies(of: recording.live)
            }
        }
        let kept = try await world.storedRecording(of: young.live)
        try check("plus jeune d'une minute : même fichier", kept.file == young.file, .equals(true))
        try check("plus jeune d'une minute : mêmes objets", kept.pieces == young.pieces, .equals(true))
        try check(
            "plus jeune d'une minute : clés listées", try await world.listedCopies(of: young.live),
            .equals(young.pieces.keys.sorted()))
    }

    Alors(
        "seul le MP3 {debit} et les segments HLS sont conservés",
        preuve: """
            l'enregistrement n'est plus nulle part ; le MP3, chaque segment et chaque manifest de tous les replays, lus au stockage même \
            et au cache, sont octet pour octet ceux d'avant, et aucun ne manque ; GET /replays les donne encore tous ; ffprobe lit le \
            débit de chaque trame du MP3
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("le nettoyage ne s'exécute pas") { world in await world.join(.noSweep) },
            Sabotage("le MP3 est effacé du stockage", at: .beforeStep) { world in
                try await world.spoiltReplay().erase("replay.mp3")
            },
            Sabotage("un segment est effacé du stockage", at: .beforeStep) { world in
                try await world.spoiltReplay().erase("aac/1.ts")
            },
            Sabotage("le MP3 est réencodé à 192 kbit/s", at: .beforeStep) { world in
                try await world.spoiltReplay().changeSound(kilobitsPerSecond: 192)
            },
            Sabotage("un manifest du plus jeune est effacé", at: .beforeStep) { world in
                try await world.spoiltReplay(of: await world.retention.young?.live).erase("mp3/media.m3u8")
            },
            Sabotage("la ligne du plus jeune est effacée", at: .beforeStep) { world in
                let live = await world.retention.young?.live ?? ""
                _ = try await world.rows("DELETE FROM contents WHERE live_id = '\(live)'")
            },
        ]
    ) { (world, check, rate: BitRate) in
        guard let old = await world.retention.old, let young = await world.retention.young else { return }
        let left = try await world.storedRecording(of: old.live)
        try check("octets de l'enregistrement, au disque", left.file?.count ?? 0, .equals(0))
        try check("octets de l'enregistrement, au stockage secondaire", left.copy.count, .equals(0))
        let before = await world.retention.media
        // 12 s are two segments.
        let names = ReplayWitness.renditions.flatMap { ["\($0)/media.m3u8", "\($0)/0.ts", "\($0)/1.ts"] }
        for key in [old, young].flatMap({ replay in (names + ["replay.mp3"]).map { "replays/\(replay.live)/\($0)" } }) {
            try check("\(key), avant", before[key]?.count ?? 0, .atLeast(1), unit: "octets")
        }
        let infrastructure = try await world.runningInfrastructure()
        let cache = try await world.base(ofRegion: 0)
        for (key, bytes) in before.sorted(by: { $0.key < $1.key }) {
            let stored = await HTTPWitness().request(infrastructure.storedURL("/" + key))
            try check("\(key) au stockage", stored?.status ?? 0, .equals(200))
            try check("\(key) au stockage : mêmes octets", stored?.body == bytes, .equals(true))
            let served = await HTTPWitness().request("\(cache)/\(key)")
            try check("\(key) au cache : mêmes octets", served?.body == bytes, .equals(true))
        }
        let list = await HTTPWitness().request("\(try await world.runningServer().http)/replays")?.text ?? ""
        let all = [old, young] + (await world.retention.later)
        try check("replays que GET /replays donne", all.count { list.contains($0.live) }, .equals(all.count))
        let replay = try await world.publishedReplay()
        try check("replay reçu", replay != nil, .equals(true))
        guard let replay else { return }
        // 1,152 samples a frame.
        let frame = Int((Double(rate.bitsPerSecond) / 8 * 1_152 / 48_000).rounded())
        let sizes = try await FFprobe.packetSizes(replay.mp3)
        try check("octets de chaque trame", Set(sizes).sorted(), .equals([frame]), unit: "octets")
    }

    Alors(
        "l'espace de stockage est libéré",
        preuve: """
            les octets que le stockage secondaire compte lui-même dans son compartiment (X-Container-Bytes-Used), et ceux des \
            fichiers sur le disque du nœud : avant et après, la différence est la taille des enregistrements supprimés
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le nettoyage ne s'exécute pas") { world in await world.join(.noSweep) },
            Sabotage("un objet aussi grand prend la place", at: .beforeStep) { world in
                try await world.fillFreedSpace()
            },
            Sabotage("le plus jeune part aussi") { world in
                await world.configure("ROADWAVE_RECORDING_KEPT_SECONDS", "604680")
            },
        ]
    ) { world, check in
        let scene = await world.retention
        let size = scene.expired.reduce(0) { $0 + ($1.file?.count ?? 0) }
        try check("octets des enregistrements à supprimer", size, .atLeast(1), unit: "octets")
        try await check.eventually(
            "libérés dans le stockage secondaire", .equals(size), unit: "octets", within: .seconds(10)
        ) {
            scene.copiesBefore - (try await world.copiesSize())
        }
        try check(
            "libérés sur le disque du nœud", scene.diskBefore - (await world.recordingsSize()), .equals(size),
            unit: "octets")
    }
}
