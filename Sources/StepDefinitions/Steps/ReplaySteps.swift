internal import Foundation
internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// The scenarios of replays, from the end of a live to a replay that people hear.
let replaySteps = Steps<RoadWaveWorld> {
    // MARK: « Traitement post-live asynchrone »

    EtantDonne(
        "un live vient de se terminer",
        preuve: "un créateur a parlé dix secondes et a arrêté ; GET /lives/{id} dit « ended »",
        timeout: .seconds(90)
    ) { world, check in
        try await world.finishLive([(said: 10, silent: 1)])
        try check("état du live", try await world.finishedLive("state") ?? "aucun", .equals("ended"))
    }

    Quand(
        "le processus post-live démarre",
        preuve: """
            le nœud remet l'enregistrement au stockage secondaire ; GET /replays/{id} dit « queued », aucun worker n'étant lancé
            """,
        timeout: .seconds(30)
    ) { world, check in
        try await check.eventually("état du replay", .equals("queued"), within: .seconds(15)) {
            try await world.replayState() ?? "aucun"
        }
    }

    Alors(
        "un job asynchrone est créé dans la queue Redis",
        preuve: """
            redis-cli : le flux replay:jobs a une entrée de ce live, une seule, que personne n'a prise ; psql : le job est une \
            ligne écrite avec la fin du live, et il attend ; l'enregistrement entier est déjà dans le stockage secondaire
            """,
        timeout: .seconds(30),
        sabotages: [
            Sabotage("la queue est vidée", at: .beforeStep) { world in try await world.loseJobs() },
            Sabotage("le nœud n'atteint pas la queue") { world in await world.join(.queueIsAway) },
        ]
    ) { world, check in
        let live = try await world.finishedLive()
        guard let redis = await world.replay.redis else { return }
        let witness = RedisWitness(server: redis)
        try await check.eventually("entrées du live dans replay:jobs", .equals(1), within: .seconds(5)) {
            try await witness.entries(of: live)
        }
        try check("entrées en tout", try await witness.jobs(), .equals(1))
        try check("workers qui ont le job", try await witness.holders().count, .equals(0))
        let row = try await world.rows(
            """
            SELECT replay_jobs.state, replay_jobs.created_at = lives.ended_at FROM replay_jobs
            JOIN lives USING (live_id) WHERE live_id = '\(live)'
            """)
        try check("ligne du job", row.joined(separator: " | "), .equals("queued\tt"))
        let owed = try await world.rows("SELECT kind FROM outbox WHERE live_id = '\(live)'")
        try check("travail dû, dans outbox", owed, .equals(["replay"]))
        let infrastructure = try await world.runningInfrastructure()
        // Ten seconds are one piece. The bucket gives an object to whoever knows its key.
        let piece = "\(infrastructure.bucket)-copies/recordings/\(live)/000000000000.opus"
        let copy = await HTTPWitness().request(
            "\(infrastructure.storage.endpoint)\(infrastructure.storage.publicPrefix)/\(piece)")
        try check("copie au stockage secondaire", copy?.status ?? 0, .equals(200))
        let recorded = FileManager.default.contents(atPath: "\(world.recordingsFolder)/\(live).opus") ?? Data()
        try check("octets de l'enregistrement", recorded.count, .atLeast(10_000))
        try check("la copie est l'enregistrement, octet pour octet", copy?.body == Array(recorded), .equals(true))
    }

    Alors(
        "un worker Go récupère le job",
        preuve: """
            un worker est lancé : redis-cli XPENDING dit que c'est lui qui a le job, psql le nomme aussi ; une fois le job \
            fait, rien ne reste dans la queue
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) }
        ]
    ) { world, check in
        let live = try await world.finishedLive()
        try await world.startWorker()
        try await check.eventually("état du replay", .equals("published"), within: .seconds(45)) {
            try await world.replayState() ?? "aucun"
        }
        let worker = await world.replay.workers.first
        let holders = await world.replay.watch?.sightings.flatMap(\.holders) ?? []
        try check("consommateurs vus avec le job", Set(holders).sorted(), .equals([worker?.name ?? "aucun"]))
        let named = try await world.rows("SELECT worker, failures FROM replay_jobs WHERE live_id = '\(live)'")
        try check("worker du job, échecs", named, .equals(["\(worker?.name ?? "aucun")\t0"]))
        guard let redis = await world.replay.redis else { return }
        let witness = RedisWitness(server: redis)
        try await check.eventually("jobs dans la queue, une fois fait", .equals(0), within: .seconds(5)) {
            try await witness.jobs()
        }
        try check("jobs pris et pas rendus", try await witness.holders().count, .equals(0))
    }

    Alors(
        "le worker exécute FFmpeg pour les conversions",
        preuve: """
            /proc/PID/maps du processus que la queue nomme, pendant que GET /replays/{id} dit « processing » : libavformat et \
            libavcodec y sont ; et ce qui en sort se lit par ffprobe
            """,
        timeout: .seconds(60),
        sabotages: [Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) }]
    ) { world, check in
        let seen = await world.replay.watch?.sightings.filter { $0.state == "processing" && !$0.holders.isEmpty } ?? []
        try check("regards pendant la conversion", seen.count, .atLeast(1))
        let libraries = seen.reduce(into: Set<String>()) { $0.formUnion($1.libraries) }
        for name in ["libavformat", "libavcodec", "libmp3lame"] {
            try check("\(name) dans le processus du worker", libraries.contains(name), .equals(true))
        }
        let replay = try await world.publishedReplay()
        try check("replay reçu", replay != nil, .equals(true))
        guard let replay else { return }
        try check(
            "codec du MP3, selon ffprobe", try await FFprobe.examine(replay.mp3)?.codec ?? "aucun", .equals("mp3"))
    }

    // MARK: « Conversion Opus raw vers MP3 256 kbps »

    EtantDonne(
        "un worker traite un job post-live",
        preuve: """
            un créateur a parlé bas, avec des silences de 2,5, 3,5 et 4 s au moins, puis a arrêté ; un worker a pris le job, \
            selon la queue
            """,
        timeout: .seconds(120),
        sabotages: [Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) }]
    ) { world, check in
        try await world.finishLive([(said: 6, silent: 2.5), (said: 5, silent: 3.5), (said: 5, silent: 6)])
        try await world.startWorker()
        try await check.eventually("workers qui ont eu le job", .equals(1), within: .seconds(30)) {
            Set(await world.replay.watch?.sightings.flatMap(\.holders) ?? []).count
        }
    }

    Quand(
        "la conversion démarre",
        preuve: "GET /replays/{id} a dit « processing », avec une étape et un pourcentage, puis « published »",
        timeout: .seconds(60)
    ) { world, check in
        try await check.eventually("état du replay", .equals("published"), within: .seconds(50)) {
            try await world.replayState() ?? "aucun"
        }
        let states = await world.replay.watch?.states ?? []
        try check("« processing » a été dit", states.contains("processing"), .equals(true))
    }

    Alors(
        "FFmpeg convertit Opus raw en MP3 {debit}",
        preuve: """
            le MP3, reçu par le cache : ffprobe dit 48 kHz, stéréo, et le débit de chaque trame ; décodé par ffmpeg, chaque \
            morceau de la voix y est entier, à gauche comme à droite
            """,
        timeout: .seconds(60),
        sabotages: [Sabotage("le créateur est muet") { world in await world.join(.creatorIsMute) }]
    ) { (world, check, rate: BitRate) in
        let replay = try await world.publishedReplay()
        try check("replay reçu", replay != nil, .equals(true))
        guard let replay, let speech = await world.replay.speech else { return }
        let probe = try await FFprobe.examine(replay.mp3)
        try check("codec", probe?.codec ?? "aucun", .equals("mp3"))
        try check("fréquence", probe?.sampleRate ?? 0, .equals(48_000), unit: "Hz")
        try check("canaux", probe?.channels ?? 0, .equals(2))
        let sizes = try await FFprobe.packetSizes(replay.mp3)
        try check("trames", sizes.count, .atLeast(500))
        // 1,152 samples a frame.
        let frame = Int((Double(rate.bitsPerSecond) / 8 * 1_152 / 48_000).rounded())
        try check("octets de chaque trame", Set(sizes).sorted(), .equals([frame]), unit: "octets")
        let sound = try await replay.sound(in: world.folder)
        for (index, piece) in speech.pieces.enumerated() {
            for (channel, side) in ["à gauche", "à droite"].enumerated() {
                let fidelity = try Fidelity.measure(sound.channel(channel), with: piece)
                let name = "morceau \(index + 1), \(side)"
                if !fidelity.damages.isEmpty { check.evidence("\(name) : \(fidelity.damages.joined(separator: ", "))") }
                try check("\(name) : ressemblance", fidelity.correlation, .atLeast(0.9))
                try check("\(name) : début manquant", fidelity.missingAtStart, .atMost(0.002), unit: "s")
                try check("\(name) : fenêtres déformées", fidelity.damagedWindows, .equals(0))
                try check("\(name) : trous de 10 ms", fidelity.silences, .equals(0))
            }
        }
    }

    Alors(
        "la normalisation audio à {niveau} est appliquée",
        preuve: """
            ebur128 de ffmpeg, sur le MP3 fini, par ses métadonnées : le niveau intégré à 0,3 LU près, la crête vraie à −1 dBTP \
            au plus ; l'enregistrement était à plus de 6 LU de là
            """,
        timeout: .seconds(60),
        sabotages: [Sabotage("le créateur est muet") { world in await world.join(.creatorIsMute) }]
    ) { (world, check, level: Loudness) in
        let replay = try await world.publishedReplay()
        try check("replay reçu", replay != nil, .equals(true))
        guard let replay, let measured = try await MeasuredLoudness.measure(replay.mp3) else { return }
        try check("niveau intégré", measured.integrated, .approximately(level.lufs, tolerance: 0.3), unit: "LUFS")
        // -1 dBTP.
        try check("crête vraie", measured.truePeak, .atMost(0.8913))
        let said =
            try await MeasuredLoudness.measure(
                "\(world.recordingsFolder)/\(try await world.finishedLive()).opus")?.integrated ?? 0
        try check(
            "niveau de l'enregistrement, sous celui du MP3", measured.integrated - said, .atLeast(6.0), unit: "LU")
        let told = replay.document["loudness_lufs"] as? Double ?? 0
        try check("niveau dit par le nœud", told, .approximately(measured.integrated, tolerance: 0.1), unit: "LUFS")
    }

    Alors(
        "les silences prolongés \\(>{int} secondes) sont détectés et nettoyés",
        preuve: """
            silencedetect de ffmpeg, sur le MP3 : le silence plus court que la limite est entier, les plus longs durent 1 s ; \
            la voix commence où elle doit, avant et après chacun ; la durée est celle des morceaux et de ces silences
            """,
        timeout: .seconds(60),
        sabotages: [Sabotage("le créateur est muet") { world in await world.join(.creatorIsMute) }]
    ) { (world, check, limit: Int) in
        let replay = try await world.publishedReplay()
        try check("replay reçu", replay != nil, .equals(true))
        guard let replay, let speech = await world.replay.speech else { return }
        let sound = try await replay.sound(in: world.folder)
        var (position, expected) = (0.0, [Double]())
        for (index, piece) in speech.pieces.enumerated() {
            let fidelity = try Fidelity.measure(sound.channel(0), with: piece)
            let start = Double(fidelity.start) / 48_000
            try check("début du morceau \(index + 1)", start, .approximately(position, tolerance: 0.12), unit: "s")
            let silence = speech.silences[index]
            let kept = silence > Double(limit) ? 1.0 : silence
            expected.append(kept)
            position += Double(piece.frameCount) / 48_000 + kept
        }
        try check("durée", Double(sound.frameCount) / 48_000, .approximately(position, tolerance: 0.25), unit: "s")
        // The pauses of the voice itself are shorter than 0.9 s.
        let found = try await MeasuredSilences.measure(replay.mp3, below: -45, shortest: 0.9).silences.map(\.duration)
        check.evidence("silences : \(found.map { String(format: "%.2f s", $0) }.joined(separator: ", "))")
        try check("silences d'au moins 0,9 s", found.count, .equals(expected.count))
        try check("silence le plus long", found.max() ?? 0, .atMost(Double(limit)), unit: "s")
    }

    // MARK: « Génération segments HLS pour le replay »

    EtantDonne(
        "le MP3 {debit} est généré",
        preuve: "un créateur a parlé 24 s et a arrêté ; un worker a fait le MP3, que ffprobe lit à ce débit",
        timeout: .seconds(120),
        sabotages: [Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) }]
    ) { (world, check, rate: BitRate) in
        try await world.finishLive([(said: 24, silent: 1)])
        try await world.startWorker()
        try await check.eventually("MP3 reçu", .equals(true), within: .seconds(50)) {
            try await world.publishedReplay() != nil
        }
        guard let replay = try await world.publishedReplay() else { return }
        let sizes = try await FFprobe.packetSizes(replay.mp3)
        let frame = Int((Double(rate.bitsPerSecond) / 8 * 1_152 / 48_000).rounded())
        try check("octets de chaque trame", Set(sizes).sorted(), .equals([frame]), unit: "octets")
    }

    Quand("le worker crée les segments HLS", preuve: "GET /replays/{id} dit « published »", timeout: .seconds(60)) {
        world, check in
        try await check.eventually("état du replay", .equals("published"), within: .seconds(50)) {
            try await world.replayState() ?? "aucun"
        }
    }

    Alors(
        "des segments .ts de {int} secondes sont créés",
        preuve: """
            de chaque rendu, MP3 et AAC, chaque segment que son manifest liste est reçu par le cache ; ffprobe : le codec, une durée \
            égale à EXTINF, des temps qui se suivent, une frontière tous les dix secondes à une trame près ; seul, chacun se décode
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("un segment sur cinq est introuvable") { world in
                await world.alterCaches(.losesSegments)
            }
        ]
    ) { (world, check, seconds: Int) in
        for rendition in ReplayWitness.renditions {
            let hls = try await ReplayWitness.fetch(rendition, of: world)
            try check("segments du rendu \(rendition)", hls.segments.count, .equals(3))
            var (end, start): (Int?, Double) = (nil, 0)
            for (index, segment) in hls.segments.enumerated() {
                let name = "\(rendition), segment \(index)"
                try check("\(name) : réponse", segment.status, .equals(200))
                guard let probe = segment.probe, let first = probe.packets.first, let last = probe.packets.last else {
                    try check("\(name) : lu par ffprobe", false, .equals(true))
                    return
                }
                try check("\(name) : codec", probe.codec, .equals(rendition))
                try check(
                    "\(name) : durée, EXTINF", probe.duration, .approximately(segment.announced, tolerance: 0.001),
                    unit: "s")
                if let end { try check("\(name) : PTS suivant", first.pts, .approximately(end, tolerance: 1)) }
                end = last.pts + last.duration
                let origin = hls.segments[0].probe?.packets.first?.pts ?? 0
                start = Double(first.pts - origin) / 90_000
                // Within a frame of 24 ms; before the sound stands the codec's own delay, as long as a frame.
                try check(
                    "\(name) : début", start, .approximately(Double(index * seconds), tolerance: 0.048), unit: "s")
                try check("\(name) : plaintes de ffmpeg", segment.complaints, .equals(""))
            }
        }
    }

    Alors(
        "un manifest .m3u8 est généré",
        preuve: """
            le manifest de chaque rendu : VOD, fini, TARGETDURATION qu'aucun EXTINF ne dépasse ; celui des rendus nomme le codec ; \
            ffmpeg lit le replay du début à la fin par le cache
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) }
        ]
    ) { world, check in
        for rendition in ReplayWitness.renditions {
            let hls = try await ReplayWitness.fetch(rendition, of: world)
            for tag in ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-ENDLIST", "#EXT-X-INDEPENDENT-SEGMENTS"] {
                try check("\(rendition) : \(tag)", hls.playlist.contains(tag), .equals(true))
            }
            let longest = hls.segments.map { $0.announced.rounded() }.max() ?? .infinity
            try check(
                "\(rendition) : EXTINF arrondi le plus long", longest, .atMost(Double(hls.targetDuration)), unit: "s")
            try check("\(rendition) : CODECS", hls.codecs, .equals(rendition == "mp3" ? "mp4a.40.34" : "mp4a.40.2"))
            let sound = try await FFmpegDecoder.decode(address: hls.master)
            let total = hls.segments.reduce(0) { $0 + $1.announced }
            try check(
                "\(rendition) : secondes lues par ffmpeg", Double(sound.frameCount) / 48_000,
                .approximately(total, tolerance: 0.1), unit: "s")
        }
    }

    Alors(
        "les segments sont uploadés vers OVH Object Storage",
        preuve: """
            le journal du stockage : chaque segment et le MP3 y sont écrits, et le manifest après eux ; lus au stockage même, les \
            octets sont ceux que le cache donne
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("un segment est effacé du stockage", at: .beforeStep) { world in
                let live = try await world.finishedLive()
                let infrastructure = try await world.runningInfrastructure()
                try await infrastructure.storage.erase("replays/\(live)/mp3/1.ts", in: infrastructure.bucket)
            }
        ]
    ) { world, check in
        let live = try await world.finishedLive()
        let infrastructure = try await world.runningInfrastructure()
        let log = try StorageLog(of: infrastructure.storage)
        for rendition in ReplayWitness.renditions {
            let hls = try await ReplayWitness.fetch(rendition, of: world)
            let writes = log.writes(below: "/replays/\(live)/\(rendition)/", in: infrastructure.bucket)
            let names = hls.segments.indices.map { "\($0).ts" } + ["media.m3u8"]
            try check("\(rendition) : écrits dans l'ordre", writes, .equals(names))
            for (index, segment) in hls.segments.enumerated() {
                let stored = await HTTPWitness().request(
                    infrastructure.storedURL("/replays/\(live)/\(rendition)/\(index).ts"))
                try check("\(rendition), segment \(index) : GET au stockage", stored?.status ?? 0, .equals(200))
                try check("\(rendition), segment \(index) : mêmes octets", stored?.body == segment.bytes, .equals(true))
            }
        }
        let mp3 = await HTTPWitness().request(infrastructure.storedURL("/replays/\(live)/replay.mp3"), method: "HEAD")
        try check("MP3 au stockage", mp3?.status ?? 0, .equals(200))
    }
}
