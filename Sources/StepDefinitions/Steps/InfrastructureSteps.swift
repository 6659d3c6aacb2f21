internal import Gherkin

/// The background: the node and every service that the scenario uses, asked from outside.
let infrastructureSteps = Steps<RoadWaveWorld> {
    Avant("le nœud du scénario") { world in try await world.startServer() }

    EtantDonne(
        "l'infrastructure RoadWave est opérationnelle",
        preuve: "GET /readyz du nœud, qui dit l'état de chaque service dont il se sert",
        sabotages: [Sabotage("le nœud est arrêté", at: .beforeStep) { world in await world.stopServer() }]
    ) { world, check in
        let ready = await HTTPWitness().request(try await world.runningServer().admin + "/readyz")
        try check("GET /readyz", ready?.status ?? 0, .equals(200))
        check.evidence(ready?.text ?? "aucune réponse")
    }

    EtantDonne(
        "les serveurs Go avec Pion WebRTC sont actifs",
        preuve: "OPTIONS /whip en HTTP, et une requête STUN sur le port UDP, à laquelle un serveur vivant répond 400",
        sabotages: [Sabotage("le nœud est arrêté", at: .beforeStep) { world in await world.stopServer() }]
    ) { world, check in
        let server = try await world.runningServer()
        let options = await HTTPWitness().request(server.http + "/whip", method: "OPTIONS")
        try check("OPTIONS /whip", options?.status ?? 0, .equals(204))
        try check("réponse STUN du port UDP", DatagramProbe.stunErrorCode(from: server.udp) ?? 0, .equals(400))
    }
}
