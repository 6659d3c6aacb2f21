internal import Foundation
internal import Gherkin
internal import RoadWaveTestServices

/// « Traitement post-live asynchrone ».
let replaySteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un live vient de se terminer",
        preuve: """
            un créateur et son invité ont parlé dix secondes et ont arrêté : le nœud a répondu sans attendre le replay ; \
            pendant ce temps, un autre créateur a disparu sans rien dire, et le nœud ne l'a attendu que 5 s \
            (ROADWAVE_CREATOR_TIMEOUT_SECONDS) ; GET /lives/{id} dit « ended » des deux lives
            """,
        timeout: .seconds(90)
    ) { world, check in
        await world.configure("ROADWAVE_INTERRUPTED_AFTER_SECONDS", "2")
        await world.configure("ROADWAVE_CREATOR_TIMEOUT_SECONDS", "5")
        // A dead worker's job waits for this long, and until two looks of a living one, 10 s apart, have seen it.
        await world.configure("ROADWAVE_REPLAY_CLAIM_SECONDS", "5")
        await world.configure("ROADWAVE_REPLAY_RENEWAL_SECONDS", "2")
        try await world.finishLive([(said: 10, silent: 1)], beside: 4)
        try check("réponse au créateur qui arrête", await world.replay.secondsToEnd, .atMost(5.0), unit: "s")
        let reasons = ["creator", "creator_timeout"]
        for (live, reason) in zip(try await world.finishedLives(), reasons) {
            try check("état du live", try await world.field("state", of: live) ?? "aucun", .equals("ended"))
            try check("fin du live", try await world.field("ended_reason", of: live) ?? "aucune", .equals(reason))
        }
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
            l'enregistrement entier est déjà dans le stockage secondaire ; tout cela est vrai du live que son créateur a arrêté \
            et de celui dont le créateur a disparu
            """,
        timeout: .seconds(45),
        sabotages: [
            Sabotage("le live dont le créateur a disparu n'est pas remis", at: .beforeStep) { world in
                try await world.forgetVanishedLive()
            },
            Sabotage("le job est deux fois dans la queue", at: .beforeStep) { world in try await world.repeatJob() },
            Sabotage("quelqu'un a pris le job", at: .beforeStep) { world in try await world.stealJob() },
            Sabotage("la base n'écrit le job qu'après la fin du live") { world in await world.join(.jobsComeLate) },
            Sabotage("le dernier octet de la copie est un autre", at: .beforeStep) { world in
                try await world.spoilCopy()
            },
        ]
    ) { world, check in
        try check("état du replay, vu au « Quand »", await world.replay.seenState ?? "aucun", .equals("queued"))
        let lives = try await world.finishedLives()
        guard let redis = await world.replay.redis else { return }
        let witness = RedisWitness(server: redis)
        for (live, name) in zip(lives, ["créateur qui arrête", "créateur qui disparaît"]) {
            try await check.eventually("\(name) : entrées du live dans replay:jobs", .equals(1), within: .seconds(10)) {
                try await witness.entries(of: live)
            }
            try await checkWaitingJob(of: live, name, world, check)
        }
        try check("lives terminés", lives.count, .equals(2))
        try check("entrées en tout", try await witness.jobs(), .equals(lives.count))
        try check("workers qui ont un job", try await witness.holders().count, .equals(0))
    }

    Alors(
        "un worker Go récupère le job",
        preuve: """
            un worker est lancé : redis-cli XPENDING dit que c'est lui, et lui seul, qui a le job ; il meurt aussitôt par SIGKILL, et \
            selon psql il a encore ce job ; un autre est lancé : il fait l'autre job, puis celui du mort, dont la réservation dure \
            5 s (ROADWAVE_REPLAY_CLAIM_SECONDS) ; psql le nomme pour les deux, sans échec ; une fois les jobs faits, rien ne reste \
            dans la queue
            """,
        timeout: .seconds(150),
        sabotages: [
            Sabotage("la base ne rend pas le job d'un worker mort", at: .beforeStep) { world in
                try await world.keepClaimsOfDeadWorkers()
            },
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) },
            Sabotage("quelqu'un d'autre a pris le job", at: .beforeStep) { world in try await world.stealJob() },
            Sabotage("la base donne un autre nom au worker", at: .beforeStep) { world in
                try await world.renameWorkers()
            },
        ]
    ) { world, check in
        try check("état du replay, vu au « Quand »", await world.replay.seenState ?? "aucun", .equals("queued"))
        guard let redis = await world.replay.redis else { return }
        let witness = RedisWitness(server: redis)
        let doomed = try await world.startDoomedWorker()
        let working = "SELECT worker FROM replay_jobs WHERE state = 'working'"
        let dead = doomed?.name ?? "aucun"
        try await check.eventually(
            "worker qui a un job, selon la base", .equals([dead]), within: .seconds(20), every: .milliseconds(5)
        ) {
            try await world.rows(working)
        }
        await doomed?.process.kill()
        try check("consommateurs qui ont un job", try await witness.holders().keys.sorted(), .equals([dead]))
        let orphans = try await world.rows("SELECT live_id FROM replay_jobs WHERE state = 'working'")
        try check("jobs du worker tué, encore pris", orphans.count, .equals(1))

        let live = try await world.finishedLive()
        try await world.startFirstWorker()
        let done = "SELECT count(*) FROM replay_jobs WHERE state = 'published'"
        let lives = try await world.finishedLives()
        try await check.eventually(
            "jobs faits, celui du worker tué compris", .equals(lives.count), within: .seconds(60)
        ) {
            try await world.count(done)
        }
        try check("état du replay", try await world.replayState() ?? "aucun", .equals("published"))
        let worker = await world.replay.workers.first?.name ?? "aucun"
        let holders = await world.replay.watch?.sightings.flatMap(\.holders) ?? []
        let expected = orphans == [live] ? [dead, worker] : [worker]
        try check("consommateurs vus avec le job", Set(holders).sorted(), .equals(expected.sorted()))
        let named = try await world.rows("SELECT worker, failures FROM replay_jobs")
        try check("worker de chaque job, échecs", named, .equals(lives.map { _ in "\(worker)\t0" }))
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

/// A job that nobody has taken: its row, the transaction of its row, and the whole recording in the secondary storage.
private func checkWaitingJob(of live: String, _ name: String, _ world: RoadWaveWorld, _ check: Check) async throws {
    let row = try await world.rows(
        """
        SELECT replay_jobs.state, replay_jobs.created_at = lives.ended_at FROM replay_jobs
        JOIN lives USING (live_id) WHERE live_id = '\(live)'
        """)
    try check("\(name) : ligne du job", row.joined(separator: " | "), .equals("queued\tt"))
    let written = try await EndTransactions.of(live, in: world)
    try check("\(name) : transactions qui ont terminé le live", written.ends.count, .atLeast(1))
    try check("\(name) : transaction du job : celle de la fin", written.jobs, .equals(Array(written.ends.prefix(1))))
    let owed = try await world.rows("SELECT kind FROM outbox WHERE live_id = '\(live)'")
    try check("\(name) : travail dû, dans outbox", owed, .equals(["replay"]))
    let infrastructure = try await world.runningInfrastructure()
    // A recording of ten seconds is one piece. The bucket gives an object to whoever knows its key.
    let piece = "\(infrastructure.bucket)-copies/recordings/\(live)/000000000000.opus"
    let copy = await HTTPWitness().request(
        "\(infrastructure.storage.endpoint)\(infrastructure.storage.publicPrefix)/\(piece)")
    try check("\(name) : copie au stockage secondaire", copy?.status ?? 0, .equals(200))
    let recorded = FileManager.default.contents(atPath: "\(world.recordingsFolder)/\(live).opus") ?? Data()
    try check("\(name) : octets de l'enregistrement", recorded.count, .atLeast(10_000))
    try check("\(name) : la copie est l'enregistrement", copy?.body == Array(recorded), .equals(true))
}
