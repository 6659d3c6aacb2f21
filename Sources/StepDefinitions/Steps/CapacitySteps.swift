internal import Gherkin
internal import RoadWaveTestServices

/// « Limitation du nombre de lives simultanés ».
let capacitySteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "l'infrastructure MVP est configurée pour {int} lives simultanés",
        preuve: """
            GET /metrics du nœud, qui compte dans un vrai Redis : le nombre de places qu'il dit avoir, sans qu'aucun réglage ne \
            le lui dise
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("une place de trop") { world in await world.configure("ROADWAVE_MAX_LIVES", "101") },
            Sabotage("une place de moins") { world in await world.configure("ROADWAVE_MAX_LIVES", "99") },
        ]
    ) { (world, check, count: Int) in
        try await world.restartForManyLives()
        try check("places du nœud", try await world.metric("roadwave_slots_maximum"), .equals(count))
    }

    EtantDonne(
        "{int} lives sont actuellement en cours",
        preuve: """
            autant de créateurs connectés pour de bon (ICE, DTLS, SRTP) qui parlent au rythme du temps réel ; GET /lives, \
            page par page, les dit en cours ; le manifest de chacun liste un segment, et deux de plus ensuite ; décodé par \
            ffmpeg, chaque live ne dit que la note de son créateur
            """,
        timeout: .seconds(240),
        sabotages: [
            Sabotage("les créateurs se connectent sans rien dire") { world in await world.sabotage(\.crowdIsMute) },
            Sabotage("un des créateurs arrête trop tôt") { world in await world.sabotage(\.oneLeavesEarly) },
            Sabotage("un des créateurs dit autre chose") { world in await world.sabotage(\.twoSayTheSame) },
        ]
    ) { (world, check, count: Int) in
        try await world.gatherCreators(count)
        let base = try await world.runningServer().http
        var census = LiveCensus(playlists: [:])
        // A creator may know a moment before the node that the connection is made.
        try await check.eventually("lives en cours", .equals(count), within: .seconds(60)) {
            census = try await LiveCensus.take(from: base)
            return census.playlists.count
        }
        let lives = census
        try await check.eventually("lives dont le manifest est vide", .equals(0), within: .seconds(60)) {
            await world.noteSegments(of: lives)
        }
        try await check.eventually(
            "lives dont le manifest n'a pas deux segments de plus", .equals(0), within: .seconds(30), every: .seconds(5)
        ) {
            await world.standingLives(lives)
        }
        await world.noteSegmentsAnew(lives)
        try check("part de la note du créateur, dans le moins pur", try await world.leastPureLive(), .atLeast(0.9))
        try check("lives encore en cours", try await LiveCensus.take(from: base).playlists.count, .equals(count))
    }

    Quand(
        "un nouveau créateur essaie de démarrer un live",
        preuve: "la demande d'un client WHIP quelconque : POST /whip, une offre SDP, le jeton d'un créateur sans live",
        timeout: .seconds(60)
    ) { world in
        try await world.tryToStart()
    }

    Alors(
        "la demande est refusée avec le code erreur {int}",
        preuve: "le statut de la réponse HTTP, et son en-tête Retry-After",
        sabotages: [
            Sabotage("la demande arrive à un nœud qui compte seul") { world in
                await world.sabotage(\.demandGoesElsewhere)
            },
            Sabotage("la demande est sans jeton") { world in await world.sabotage(\.demandIsAnonymous) },
        ]
    ) { (world, check, status: Int) in
        let answer = await world.capacity.answer
        try check("statut", answer?.status ?? 0, .equals(status))
        try check(
            "Retry-After", answer?.headers["retry-after"].flatMap { Int($0) } ?? 0, .atLeast(1), unit: "s")
        check.evidence(answer?.text ?? "aucune réponse")
    }

    Alors(
        "le message {string} est retourné",
        preuve: "le membre « detail » du corps application/problem+json",
        sabotages: [
            Sabotage("la demande est sans jeton") { world in await world.sabotage(\.demandIsAnonymous) }
        ]
    ) { (world, check, message: String) in
        let answer = await world.capacity.answer
        try check(
            "type du corps", answer?.headers["content-type"] ?? "aucun", .equals("application/problem+json"))
        try check("detail", answer?.json["detail"] as? String ?? "aucun message", .equals(message))
    }

    Alors(
        "la demande peut être mise en queue prioritaire si créateur Premium",
        preuve: """
            les réponses HTTP à deux créateurs Premium (le jeton le dit) : rang et ticket ; une place se libère : un \
            créateur sans Premium reste refusé, le premier de la queue se connecte, le second avance, et se connecte \
            quand un créateur parti sans prévenir n'est plus attendu ; les deux sont à l'antenne, et pendant tout ce temps chaque \
            autre live a avancé
            """,
        timeout: .seconds(120),
        sabotages: [
            Sabotage("les jetons ne disent pas Premium") { world in await world.sabotage(\.tokensForgetPremium) },
            Sabotage("le créateur Premium revient sous une autre identité") { world in
                await world.sabotage(\.premiumComesBackAsAnother)
            },
            Sabotage("personne ne part sans prévenir") { world in await world.sabotage(\.nobodyVanishes) },
        ]
    ) { world, check in
        let refused = await world.capacity.answer
        try check("rang de la demande refusée", refused.map { QueueAnswer($0).position } ?? -1, .equals(0))
        let first = QueueAnswer(try await world.demand(of: "premium-1", isPremium: true))
        let second = QueueAnswer(try await world.demand(of: "premium-2", isPremium: true))
        for (answer, rank) in [(first, 1), (second, 2)] {
            try check("statut", answer.status, .equals(503))
            try check("rang dans la queue", answer.position, .equals(rank))
            try check("longueur du ticket", answer.ticket.count, .atLeast(16))
            // The place is kept for 30 s: who asks again in time does not miss it.
            try check("Retry-After", answer.retryAfter, .atMost(30), unit: "s")
        }
        try check("ticket du second", second.ticket, .differs(from: first.ticket))

        await world.capacity.crowd?.stopOne()
        let standard = QueueAnswer(try await world.demand(of: "sans-premium"))
        try check("statut sans Premium, une place libre", standard.status, .equals(503))
        let publisher = try await world.comeBack(of: "premium-1")
        try check("premier de la queue connecté", publisher != nil, .equals(true))
        let next = QueueAnswer(try await world.demand(of: "premium-2", isPremium: true))
        try check("rang du second, ensuite", next.position, .equals(1))
        try check("ticket du second, ensuite", next.ticket, .equals(second.ticket))
        try await check.eventually(
            "second de la queue connecté, un créateur étant parti sans prévenir", .equals(true), within: .seconds(60),
            every: .seconds(2)
        ) {
            try await world.comeBack(of: "premium-2") != nil
        }
        let premium = await world.capacity.premiumLives
        check.evidence("lives des créateurs Premium : \(premium.joined(separator: ", "))")
        try await check.eventually("lives en cours des créateurs Premium", .equals(2), within: .seconds(15)) {
            let lives = try await LiveCensus.take(from: try await world.runningServer().http)
            return premium.count { lives.playlists[$0] != nil }
        }
        let lives = try await LiveCensus.take(from: try await world.runningServer().http)
        try check("lives dont le manifest n'avance plus", await world.standingLives(lives), .equals(0))
    }
}
