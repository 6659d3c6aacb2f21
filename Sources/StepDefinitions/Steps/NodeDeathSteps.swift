internal import Foundation
internal import Gherkin
internal import RoadWaveMedia
internal import RoadWaveTestServices

/// « Gestion des pannes serveur pendant un live ». Nothing here is a Kubernetes: what it would do is simulated, by the
/// rules of the manifests.
let nodeDeathSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un live est en cours sur serveur A",
        preuve: """
            deux serveurs, A et B, sur les mêmes Redis, PostgreSQL et stockage ; Chromium publie depuis la page /studio de A, \
            qui dit « En direct » ; GET /lives/{id} le dit à A comme à B ; un auditeur à la page d'écoute de A, un autre à celle \
            de B : chez les deux, le lecteur joue
            """,
        timeout: .seconds(150)
    ) { world, check in
        try await world.startLiveOnServerA()
        try check("la page du studio dit « En direct »", await world.death.onAir != nil, .equals(true))
        let nodes = [("A", await world.death.pod?.current), ("B", try await world.runningServer())]
        for (name, node) in nodes {
            try await check.eventually("état du live, selon le serveur \(name)", .equals("live"), within: .seconds(10))
            {
                await world.stateOfLive(at: node)
            }
        }
        try check("auditeurs", await world.death.listeners.count, .equals(2))
        for listener in await world.death.listeners {
            try await check.eventually("son joué, \(listener.name)", .atLeast(1.0), unit: "s", within: .seconds(30)) {
                Double(try await listener.page.evaluate("document.querySelector('audio').currentTime")) ?? 0
            }
        }
    }

    Quand(
        "le serveur A tombe en panne",
        preuve: "son processus reçoit SIGKILL, en plein live : il ne ferme rien et ne prévient personne",
        timeout: .seconds(60)
    ) { world, check in
        let ending = try await world.crashServerA()
        try check("fin du processus", ending.map { "\($0)" } ?? "aucune", .equals("signalled(\(SIGKILL))"))
    }

    Alors(
        "Kubernetes redémarre automatiquement un pod",
        preuve: """
            simulé, aucun Kubernetes n'a tourné : un superviseur lit dans les manifests la politique de redémarrage et les trois \
            sondes, les applique à A et lance un nouveau processus ; /proc : l'ancien n'est plus là, le nouveau est un \
            roadwave-server ; il répond 200 à chacune des trois sondes, et le pod est prêt
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("le manifest dit restartPolicy: Never") { world in
                await world.sabotageNodeDeath { $0.alteration = .restartPolicy("Never") }
            },
            Sabotage("le manifest ne dit pas de restartPolicy") { world in
                await world.sabotageNodeDeath { $0.alteration = .restartPolicy(nil) }
            },
            Sabotage("le manifest n'a pas de livenessProbe") { world in
                await world.sabotageNodeDeath { $0.alteration = .without(.liveness) }
            },
            Sabotage("la startupProbe demande une page qui n'existe pas") { world in
                await world.sabotageNodeDeath { $0.alteration = .asksForNothing(.startup) }
            },
            Sabotage("le nouveau processus ne répond à rien") { world in
                await world.sabotageNodeDeath { $0.mishaps.insert(.restartedNodeHangs) }
            },
        ]
    ) { world, check in
        let scene = await world.death
        guard let crash = scene.crash, let pod = scene.pod else {
            return try check("panne du serveur A", "aucune", .equals("SIGKILL"))
        }
        check.evidence("Simulé : aucun Kubernetes n'a tourné ; le superviseur de la spécification suit les manifests")
        try await check.eventually("redémarrages du pod", .equals(1), within: .seconds(20)) { await pod.restarts }
        try check("l'ancien processus est encore là", ProcessSighting(of: crash.pid) != nil, .equals(false))
        let pid = await pod.current?.process.pid ?? 0
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")
        try check("programme du nouveau processus", program ?? "aucun", .contains("roadwave-server"))
        for probe in PodRules.ProbeKind.allCases {
            try check("\(probe.rawValue) du manifest", scene.rules?.probes[probe] != nil, .equals(true))
            try await check.eventually("réponse à \(probe.rawValue)", .equals(200), within: .seconds(20)) {
                await pod.answers[probe] ?? 0
            }
        }
        try await check.eventually("le pod est prêt", .equals(true), within: .seconds(10)) { await pod.isReady }
        try check("redémarrages du pod, une fois prêt", await pod.restarts, .equals(1))
    }

    Alors(
        "le live en cours est perdu \\(pas de failover temps réel en MVP)",
        preuve: """
            GET /lives/{id} à A et à B, et psql : le live est « lost » ; dans le stockage, la playlist de chaque rendu se termine \
            par EXT-X-ENDLIST, et plus de six secondes après la panne aucun serveur n'y a ajouté de segment ; ce qui reste est \
            l'enregistrement : psql et redis-cli ont un job, un seul, et un worker en publie le replay, aussi long que le direct
            """,
        timeout: .seconds(210),
        sabotages: [
            Sabotage("A n'est pas redémarré, et B tombe avec lui") { world in
                await world.sabotageNodeDeath {
                    $0.alteration = .restartPolicy("Never")
                    $0.mishaps.insert(.otherNodeDies)
                }
            },
            Sabotage("la playlist d'un rendu perd son EXT-X-ENDLIST", at: .beforeStep) { world in
                try await world.reopenPlaylist()
            },
            Sabotage("le créateur termine le live avant la panne") { world in
                await world.sabotageNodeDeath { $0.mishaps.insert(.creatorEndsLiveFirst) }
            },
            Sabotage("le disque de A est perdu avec lui") { world in
                await world.sabotageNodeDeath { $0.mishaps.insert(.diskIsLost) }
            },
            Sabotage("aucun worker n'est lancé") { world in await world.join(.noWorker) },
        ]
    ) { world, check in
        let scene = await world.death
        guard let crash = scene.crash else { return try check("panne du serveur A", "aucune", .equals("SIGKILL")) }
        try await check.eventually(
            "rendus dont la playlist est close", .equals(NodeDeathScene.renditions), within: .seconds(45),
            every: .milliseconds(200)
        ) { try await world.closedRenditions() }
        for (name, node) in [("B", try await world.runningServer()), ("A", await scene.pod?.current)] {
            try await check.eventually("état du live, selon le serveur \(name)", .equals("lost"), within: .seconds(30))
            {
                await world.stateOfLive(at: node)
            }
        }
        let row = try await world.rows("SELECT state, ended_at IS NOT NULL FROM lives WHERE live_id = '\(scene.live)'")
        try check("le live, dans la base", row, .equals(["lost\tt"]))

        try await check.eventually("temps depuis la panne", .atLeast(6.0), unit: "s", within: .seconds(10)) {
            await world.secondsSinceCrash
        }
        for rendition in NodeDeathScene.renditions {
            let last = try await world.storedPlaylist(rendition)?.segments.last?.sequence ?? -1
            // One was on its way to the storage.
            let added = last - (crash.listed[rendition] ?? -1)
            try check("segments ajoutés depuis la panne, \(rendition)", added, .atMost(1))
        }

        let job = "SELECT count(*) FROM replay_jobs WHERE live_id = '\(scene.live)'"
        try await check.eventually("jobs du replay", .equals(["1"]), within: .seconds(20)) {
            try await world.rows(job)
        }
        if let redis = await world.replay.redis {
            let queue = RedisWitness(server: redis)
            try await check.eventually("entrées du live dans replay:jobs", .equals(1), within: .seconds(20)) {
                try await queue.entries(of: scene.live)
            }
        }
        try await world.startWorkerForLostLive()
        try await check.eventually("état du replay", .equals("published"), within: .seconds(60)) {
            try await world.stateOfLostReplay()
        }
        let found = try await PublishedReplay.fetch(
            scene.live, from: try await world.runningServer().http, in: world.folder)
        try check("replay reçu", found != nil, .equals(true))
        guard let found else { return }
        // Packets are written to the disk twice a second, later on a busy machine.
        let seconds = Double(try await found.sound(in: world.folder).frameCount) / 48_000
        try check("durée du replay", seconds, .atLeast(await world.secondsBeforeCrash - 3), unit: "s")
    }

    Alors(
        "le créateur voit le message {string}",
        preuve: """
            le texte visible de la page /studio, dans une zone que les lecteurs d'écran annoncent (role=alert), dans les trente \
            secondes qui suivent la panne ; avant elle, la page disait « En direct »
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("la page du studio ne dit rien", at: .beforeStep) { world in
                try await world.death.studio?.page.hide(StudioCreator.Place.alert.rawValue)
            },
            Sabotage("le créateur termine le live avant la panne") { world in
                await world.sabotageNodeDeath { $0.mishaps.insert(.creatorEndsLiveFirst) }
            },
            Sabotage("A n'est pas redémarré, et B tombe avec lui") { world in
                await world.sabotageNodeDeath {
                    $0.alteration = .restartPolicy("Never")
                    $0.mishaps.insert(.otherNodeDies)
                }
            },
        ]
    ) { (world, check, message: String) in
        let scene = await world.death
        guard scene.crash != nil, let studio = scene.studio else {
            return try check("panne du serveur A", "aucune", .equals("SIGKILL"))
        }
        try await check.eventually("message de la page du studio", .equals(message), within: .seconds(30)) {
            try await studio.reading(.alert) ?? "aucun"
        }
        let role = try await studio.page.attribute("role", ofElement: StudioCreator.Place.alert.rawValue)
        try check("rôle de la zone", role ?? "aucun", .equals("alert"))
        try check("la page dit encore « En direct »", try await studio.reading(.state) == "En direct", .equals(false))
    }

    Alors(
        "les auditeurs voient {string}",
        preuve: """
            le texte visible de la page d'écoute, dans une zone que les lecteurs d'écran annoncent (role=alert) : à la page de A, \
            qui est mort et revenu, comme à celle de B ; l'état y est « Terminé »
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("la page d'un auditeur ne dit rien", at: .beforeStep) { world in
                try await world.death.listeners.last?.page.hide("end")
            },
            Sabotage("le créateur termine le live avant la panne") { world in
                await world.sabotageNodeDeath { $0.mishaps.insert(.creatorEndsLiveFirst) }
            },
            Sabotage("A n'est pas redémarré, et B tombe avec lui") { world in
                await world.sabotageNodeDeath {
                    $0.alteration = .restartPolicy("Never")
                    $0.mishaps.insert(.otherNodeDies)
                }
            },
        ]
    ) { (world, check, message: String) in
        let scene = await world.death
        guard scene.crash != nil else { return try check("panne du serveur A", "aucune", .equals("SIGKILL")) }
        try check("auditeurs", scene.listeners.count, .equals(2))
        for listener in scene.listeners {
            try await check.eventually("message, \(listener.name)", .equals(message), within: .seconds(30)) {
                try await listener.page.text(ofElement: "end") ?? "aucun"
            }
            let role = try await listener.page.attribute("role", ofElement: "end")
            try check("rôle de la zone, \(listener.name)", role ?? "aucun", .equals("alert"))
            let state = try await listener.page.text(ofElement: "state")
            try check("état, \(listener.name)", state ?? "aucun", .equals("Terminé"))
        }
    }
}
