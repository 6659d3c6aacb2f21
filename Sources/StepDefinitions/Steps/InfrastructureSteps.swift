internal import Gherkin
internal import RoadWaveTestServices

/// The background: the node and every service that the scenario uses, asked from outside.
let infrastructureSteps = Steps<RoadWaveWorld> {
    // The first scenario starts the storage of the run: seconds, more on a machine that builds at the same time.
    Avant("le stockage, les caches et le nœud du scénario", timeout: .seconds(90)) { world in
        try await world.startInfrastructure()
        try await world.startServer()
    }

    ApresTout("le stockage et la base de données de toute l'exécution") { _ in
        await S3Server.shared.shutDown()
        await PostgresServer.shared.shutDown()
    }

    EtantDonne(
        "l'infrastructure RoadWave est opérationnelle",
        preuve: """
            GET /readyz du nœud, qui dit l'état de chaque service dont il se sert ; à chaque cache, HEAD du manifest d'un \
            live qui n'existe pas : son journal dit que le stockage a répondu 404
            """,
        sabotages: [
            Sabotage("le nœud est arrêté", at: .beforeStep) { world in await world.stopServer() },
            // Nobody listens on port 1.
            Sabotage("la base de données n'est pas là") { world in
                await world.configure("ROADWAVE_POSTGRES_URL", "postgres://roadwave@127.0.0.1:1/roadwave")
            },
            Sabotage("le cache de la seconde région est arrêté", at: .beforeStep) { world in
                try await world.stopRegion(1)
            },
        ]
    ) { world, check in
        let ready = await HTTPWitness().request(try await world.runningServer().admin + "/readyz")
        try check("GET /readyz", ready?.status ?? 0, .equals(200))
        try check("état de ses services", ready?.json["status"] as? String ?? "", .equals("ready"))
        check.evidence(ready?.text ?? "aucune réponse")
        for (status, storageStatus) in try await world.probeRegions() {
            try check("réponse du cache", status, .equals(404))
            try check("réponse du stockage au cache", storageStatus, .equals("404"))
        }
    }

    EtantDonne(
        "les serveurs Go avec Pion WebRTC sont actifs",
        preuve: "OPTIONS /whip en HTTP, et une requête STUN sur le port UDP, à laquelle un serveur vivant répond 400",
        sabotages: [Sabotage("le nœud est arrêté", at: .beforeStep) { world in await world.stopServer() }]
    ) { world, check in
        let server = try await world.runningServer()
        let options = await HTTPWitness().request(server.http + "/whip", method: "OPTIONS")
        try check("OPTIONS /whip", options?.status ?? 0, .equals(204))
        let answer = await DatagramProbe.stunErrorCode(from: server.udp)
        try check("réponse STUN du port UDP", answer ?? 0, .equals(400))
    }
}
