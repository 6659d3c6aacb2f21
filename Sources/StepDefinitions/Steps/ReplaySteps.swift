internal import Foundation
internal import Gherkin
internal import RoadWaveTestServices

/// « Traitement post-live asynchrone ».
let replaySteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un live vient de se terminer",
        preuve: """
            un créateur et son invité ont parlé dix secondes et ont arrêté : le nœud a répondu sans attendre le replay ; \
            GET /lives/{id} dit « ended »
            """,
        timeout: .seconds(90)
    ) { world, check in
        try await world.finishLive([(said: 10, silent: 1)])
        try check("réponse au créateur qui arrête", await world.replay.secondsToEnd, .atMost(5.0), unit: "s")
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
            try await world.noteReplayState()
        }
    }

    Alors(
        "un job asynchrone est créé dans la queue Redis",
        preuve: """
            redis-cli : le flux replay:jobs a une entrée de ce live, une seule, que personne n'a prise ; psql : le job est une \
            ligne, écrite dans la transaction même qui a terminé le live (un déclencheur de la base note les deux), et il attend ; \
            l'enregistrement entier est déjà dans le stockage secondaire
            """,
        timeout: .seconds(30),
        sabotages: [
            Sabotage("le job est deux fois dans la queue", at: .beforeStep) { world in try await world.repeatJob() },
            Sabotage("quelqu'un a pris le job", at: .beforeStep) { world in try await world.stealJob() },
            Sabotage("la base n'écrit le job qu'après la fin du live") { world in await world.join(.jobsComeLate) },
            Sabotage("le dernier octet de la copie est un autre", at: .beforeStep) { world in
                try await world.spoilCopy()
            },
        ]
    ) { world, check in
        try check("état du replay, vu au « Quand »", await world.replay.seenState ?? "aucun", .equals("queued"))
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
        let written = try await EndTransactions.of(live, in: world)
        try check("transactions qui ont terminé le live", written.ends.count, .atLeast(1))
        try check("transaction du job : celle de la fin", written.jobs, .equals(Array(written.ends.prefix(1))))
        let owed = try await world.rows("SELECT kind FROM outbox WHERE live_id = '\(live)'")
        try check("travail dû, dans outbox", owed, .equals(["replay"]))
        let infrastructure = try await world.runningInfrastructure()
        // A recording of ten seconds is one piece. The bucket gives an object to whoever knows its key.
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
            un worker est lancé : redis-cli XPENDING dit que c'est lui, et lui seul, qui a le job, psql le nomme aussi, sans échec ; \
            une fois le job fait, rien ne reste dans la queue
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) },
            Sabotage("quelqu'un d'autre a pris le job", at: .beforeStep) { world in try await world.stealJob() },
            Sabotage("la base donne un autre nom au worker", at: .beforeStep) { world in
                try await world.renameWorkers()
            },
        ]
    ) { world, check in
        try check("état du replay, vu au « Quand »", await world.replay.seenState ?? "aucun", .equals("queued"))
        let live = try await world.finishedLive()
        try await world.startFirstWorker()
        try await check.eventually("état du replay", .equals("published"), within: .seconds(40)) {
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
            /proc du processus que la queue nomme, tant qu'il a le job : il n'a lancé aucun programme ; il a consommé du temps de \
            processeur ; du code de libavcodec, libavformat et libmp3lame, absent de sa mémoire avant le job, y est entré ; l'AAC du \
            replay est signé de la version de libavcodec que ce processus a chargée, et le MP3 de LAME
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) },
            Sabotage("le worker a lancé un autre programme") { world in await world.join(.workerHasChild) },
            Sabotage("l'AAC est signé d'un autre encodeur", at: .beforeStep) { world in
                try await world.makeReplay()
                try await world.spoiltReplay().sign("aac/0.ts", "Lavc", by: "Autr")
            },
            Sabotage("le MP3 est signé d'un autre encodeur", at: .beforeStep) { world in
                try await world.makeReplay()
                try await world.spoiltReplay().sign("replay.mp3", "LAME", by: "Autr")
            },
        ]
    ) { world, check in
        try check("état du replay, vu au « Quand »", await world.replay.seenState ?? "aucun", .equals("queued"))
        // The step before has started it in a true run; it may be left out.
        try await world.startFirstWorker()
        try await check.eventually("état du replay", .equals("published"), within: .seconds(40)) {
            try await world.replayState() ?? "aucun"
        }
        let seen = await world.replay.watch?.sightings.filter { $0.state == "processing" && !$0.holders.isEmpty } ?? []
        try check("relevés pendant la conversion", seen.count, .atLeast(1))
        try check(
            "programmes lancés par le worker", Set(seen.flatMap(\.children)).sorted(), .equals([String]()))
        guard let before = await world.replay.workerAtRest, let after = seen.compactMap(\.process).last else {
            return try check("relevés dans /proc", 0, .atLeast(2))
        }
        // Measured: 64 to 128 KiB where a library is only loaded, 176 to 2,200 once it has converted.
        for library in ["libavcodec", "libavformat", "libmp3lame"] {
            try check(
                "code de \(library) entré pendant le job", after.code(of: library) - before.code(of: library),
                .atLeast(32), unit: "Kio")
        }
        try check(
            "temps de processeur", after.processorTime - before.processorTime, .atLeast(0.1), unit: "s")
        let infrastructure = try await world.runningInfrastructure()
        let folder = "/replays/\(try await world.finishedLive())"
        let aac = await HTTPWitness().request(infrastructure.storedURL(folder + "/aac/0.ts"))
        try check(
            "libavcodec qui a signé l'AAC", EncoderMark.version(of: "Lavc", in: aac?.body ?? []) ?? "aucun",
            .equals(after.version(of: "libavcodec") ?? "non chargé"))
        let mp3 = await HTTPWitness().request(infrastructure.storedURL(folder + "/replay.mp3"))
        let isSigned = EncoderMark.version(of: "LAME", in: mp3?.body ?? []) != nil
        try check("MP3 signé de LAME", isSigned, .equals(true))
    }
}
