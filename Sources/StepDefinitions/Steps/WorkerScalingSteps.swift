internal import Gherkin
internal import RoadWaveTestServices

/// « Scalabilité horizontale des workers de conversion ».
let workerScalingSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "{int} lives se terminent simultanément",
        preuve: """
            autant de créateurs vraiment connectés ont parlé six secondes au moins, puis ont tous arrêté ; psql : autant de \
            lives terminés, en cinq secondes au plus ; médias et copies sont sur le disque du nœud
            """,
        timeout: .seconds(240), exclusive: true
    ) { (world, check, count: Int) in
        try await world.endLivesTogether(count)
        try await check.eventually("lives terminés", .equals(count), within: .seconds(30)) {
            try await world.count("SELECT count(*) FROM lives WHERE state = 'ended'")
        }
        let span = try await world.rows("SELECT extract(epoch FROM max(ended_at) - min(ended_at)) FROM lives")
        try check("de la première fin à la dernière", span.first.flatMap { Double($0) } ?? 60, .atMost(5), unit: "s")
    }

    Quand(
        "les jobs post-live sont créés",
        preuve: """
            aucun worker n'étant lancé : psql compte une ligne par live, en attente, et redis-cli une entrée du flux par live, toutes \
            différentes ; puis deux workers sont lancés
            """,
        timeout: .seconds(90)
    ) { world, check in
        let lives = await world.scaling.lives
        try await check.eventually("jobs en attente", .equals(lives), within: .seconds(60), every: .milliseconds(200)) {
            try await world.count("SELECT count(*) FROM replay_jobs WHERE state = 'queued'")
        }
        try await check.eventually("entrées de replay:jobs", .equals(lives), within: .seconds(15)) {
            try await world.queuedJobs()
        }
        try await world.startFirstWorkers()
        try check("lives différents, dans la queue", Set(await world.scaling.order).count, .equals(lives))
    }

    Alors(
        "les workers Go disponibles traitent les jobs en parallèle",
        preuve: """
            redis-cli, d'un même relevé de la queue : les deux workers, deux processus, ont un job en même temps ; psql : chacun en a \
            publié
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("un seul worker est lancé") { world in await world.join(.oneWorker) },
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) },
            Sabotage("le second worker est arrêté par SIGSTOP") { world in await world.join(.workerIsPaused) },
        ]
    ) { world, check in
        let workers = await world.replay.workers
        try check("workers lancés", Set(workers.map(\.pid)).count, .atLeast(WorkerScalingScene.firstWorkers))
        try await check.eventually("relevés où chacun a un job", .atLeast(3), within: .seconds(30)) {
            await world.looks(withWorkers: workers.count).count
        }
        let holders = await world.looks(withWorkers: workers.count).first?.holders.keys.sorted() ?? []
        try check("workers qui ont un job", holders, .equals(workers.map(\.name).sorted()))
        for worker in workers {
            try await check.eventually("replays de \(worker.name)", .atLeast(1), within: .seconds(30)) {
                try await world.count(
                    "SELECT count(*) FROM replay_jobs WHERE state = 'published' AND worker = '\(worker.name)'")
            }
        }
    }

    Alors(
        "si tous les workers sont occupés, les jobs attendent en queue Redis",
        preuve: """
            redis-cli, d'un même relevé : chaque worker a un job, un seul, et tous les autres sont dans le flux sans que personne les \
            ait pris ; psql : ceux qui attendent n'ont pas de worker, et les replays sont publiés dans \
            l'ordre de la queue, à une place près pour chaque autre worker
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("chaque worker prend 64 jobs") { world in await world.join(.greedyWorkers) },
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) },
        ]
    ) { world, check in
        let workers = await world.replay.workers.count
        try check("workers lancés", workers, .atLeast(WorkerScalingScene.firstWorkers))
        try await check.eventually("relevés où chacun a un job", .atLeast(20), within: .seconds(30)) {
            await world.looks(withWorkers: workers).count
        }
        let busy = await world.looks(withWorkers: workers)
        try check("jobs qu'un worker a", busy.flatMap(\.holders.values).max() ?? 0, .equals(1))
        let lives = await world.scaling.lives
        let waiting = busy.map(\.waiting)
        check.evidence("jobs qui attendent, d'un relevé à l'autre : de \(waiting.max() ?? 0) à \(waiting.min() ?? 0)")
        // The first worker may have done some before the second one is there.
        try check("jobs qui attendent, au premier relevé", waiting.first ?? 0, .atLeast(lives / 2))
        let taken = "SELECT count(*) FROM replay_jobs WHERE state = 'queued' AND worker IS NOT NULL"
        try check("jobs en attente qu'un worker a eus", try await world.count(taken), .equals(0))
        try await check.eventually("replays publiés", .atLeast(lives / 5), within: .seconds(45)) {
            try await world.count("SELECT count(*) FROM contents")
        }
        try check("places gagnées dans la queue", try await world.overtakenPlaces(), .atMost(workers - 1))
    }

    Alors(
        "de nouveaux workers peuvent être lancés automatiquement \\(Kubernetes)",
        preuve: """
            ci/workers-wanted lit la règle du manifest et l'applique aux nombres que redis-cli donne : elle demande des workers pour \
            ce qui attend, un de plus pour un job de plus, aucun quand il n'y a rien ; ils sont lancés (quatre en tout au plus, sur \
            cette machine) et ont aussitôt des jobs ; psql : chaque live a un replay, un seul ; et chaque replay est la note de son \
            créateur, et de lui seul
            """,
        timeout: .seconds(390),
        sabotages: [
            Sabotage("aucun nouveau worker n'est lancé") { world in await world.join(.noNewWorker) },
            Sabotage("la règle ne permet que deux workers") { world in await world.join(.ruleAllowsTwo) },
            Sabotage("deux lives ont l'enregistrement l'un de l'autre") { world in
                await world.join(.recordingsAreSwapped)
            },
        ]
    ) { world, check in
        let (first, rule) = (await world.replay.workers, try await world.workersRule())
        try check("workers lancés", first.count, .equals(WorkerScalingScene.firstWorkers))
        try await check.eventually("relevés où chacun a un job", .atLeast(1), within: .seconds(30)) {
            await world.looks(withWorkers: first.count).count
        }
        guard let now = await world.looks(withWorkers: first.count).last else { return }
        let wanted = try await rule.count(waiting: now.waiting, running: now.running, current: first.count)
        check.evidence("\(now.waiting) jobs attendent, \(now.running) sont pris : \(wanted) workers demandés")
        try check("workers demandés", wanted, .greater(than: first.count))

        let all = min(wanted, WorkerScalingScene.mostWorkers)
        if await !world.replay.accomplices.contains(.noNewWorker) {
            try await world.startWorkers(all - first.count)
        }
        try await check.eventually("workers qui ont un job au même relevé", .equals(all), within: .seconds(20)) {
            await world.scaling.watch?.sightings.map(\.holders.count).max() ?? 0
        }
        let working = "SELECT count(*) FROM replay_jobs WHERE state = 'working'"
        try await check.eventually("jobs en cours au même moment, selon la base", .equals(all), within: .seconds(20)) {
            try await world.count(working)
        }
        let oneMore = try await rule.count(waiting: 1, running: first.count, current: first.count)
        try check("workers demandés pour un job de plus", oneMore, .equals(first.count + 1))
        try check(
            "workers demandés, sans job", try await rule.count(waiting: 0, running: 0, current: 0), .equals(0))
        let lives = await world.scaling.lives
        try await check.eventually(
            "replays publiés", .equals(lives), within: .seconds(210), every: .milliseconds(500)
        ) {
            try await world.count("SELECT count(*) FROM contents WHERE type = 'replay'")
        }
        try check(
            "lives qui ont un replay", try await world.count("SELECT count(DISTINCT live_id) FROM contents"),
            .equals(lives))
        try check("lives dont la note est connue", await world.scaling.tones.count, .equals(lives))
        try check(
            "part de la note du créateur, dans le replay le moins pur", try await world.leastPureReplay(), .atLeast(0.9)
        )
        let done = "SELECT count(*), count(DISTINCT worker), sum(failures) FROM replay_jobs WHERE state = 'published'"
        try check("jobs faits, workers, échecs", try await world.rows(done), .equals(["\(lives)\t\(all)\t0"]))
        try await check.eventually("jobs dans la queue", .equals(0), within: .seconds(10)) {
            try await world.queuedJobs()
        }
    }
}
