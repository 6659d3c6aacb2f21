internal import Gherkin
internal import RoadWaveTestServices

/// « Cache Redis pour compteurs temps réel » and « Heartbeat auditeurs pour compteur précis ».
let audienceSteps = Steps<RoadWaveWorld> {
    Alors(
        "Redis stocke les compteurs temps réel:",
        preuve: """
            autant d'auditeurs que le tableau en donne rejoignent le live par l'API, autant l'aiment, autant le signalent, le dernier \
            de chacun deux fois : redis-cli lit ces nombres sous ces clés, et ce sont de simples chaînes
            """,
        timeout: .seconds(90), stimuli: [.column("valeur exemple")],
        sabotages: [
            Sabotage("le nœud compte dans sa mémoire") { world in await world.join(.nodeCountsAlone) },
            Sabotage("un auditeur de plus rejoint le live") { world in await world.join(.oneListenerMore) },
            Sabotage("un compteur est effacé de Redis") { world in await world.join(.counterIsErased) },
        ]
    ) { (world, check, table: DataTable) in
        let live = try await world.speakingCreator().liveID
        let rows = table.records.map { record in
            let key = (record["clé Redis"] ?? "").replacing("[live_id]", with: live)
            return (key: key, value: record["valeur exemple"] ?? "")
        }
        var numbers: [String: Int] = [:]
        for (key, value) in rows { numbers[key.split(separator: ":").last.map(String.init) ?? ""] = Int(value) }
        try await world.gatherAudience(numbers, keys: rows.map(\.key))
        let counters = await world.audience.counters ?? [:]
        for (key, value) in rows {
            try check(key, counters[key] ?? "absent", .equals(value))
            try check("type de \(key)", try await world.inRedis("TYPE", key), .equals("string"))
        }
    }

    Alors(
        "ces compteurs sont mis à jour toutes les {int} secondes",
        preuve: """
            pendant onze secondes, un auditeur de plus aime le live plusieurs fois par seconde : redis-cli lit chaque « J'aime » dès que \
            le nœud l'a accepté, et curl, qui suit GET /lives/{id}/events, reçoit les compteurs à cet intervalle ; les derniers sont \
            ceux de Redis
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("les pages reçoivent les compteurs toutes les 5 secondes") { world in
                await world.configure("ROADWAVE_COUNTERS_SECONDS", "5")
            },
            Sabotage("les pages reçoivent les compteurs chaque seconde") { world in
                await world.configure("ROADWAVE_COUNTERS_SECONDS", "1")
            },
            Sabotage("le nœud compte dans sa mémoire") { world in await world.join(.nodeCountsAlone) },
            Sabotage("personne ne réagit") { world in await world.join(.nobodyReacts) },
        ]
    ) { (world, check, seconds: Int) in
        try await world.observeUpdates()
        guard let updates = await world.audience.updates else { return }
        check.evidence("compteurs reçus à \(updates.arrivals.map(\.seconds).joined(separator: ", "))")
        try check("« J'aime » acceptés que Redis n'avait pas", updates.lateReadings, .equals(0))
        try check("envois des compteurs", updates.arrivals.count, .atLeast(4))
        try check(
            "intervalle moyen entre deux envois", updates.meanInterval,
            .approximately(Double(seconds), tolerance: 0.3), unit: "s")
        try check("plus long intervalle", updates.intervals.max() ?? .infinity, .atMost(Double(seconds) + 1), unit: "s")
        try check("« J'aime » du dernier envoi", updates.lastEvent, .equals(updates.lastInRedis))
    }

    Alors(
        "les compteurs sont persistés en PostgreSQL toutes les {int} secondes",
        preuve: """
            un trigger du scénario note quand la base reçoit une ligne de live_counters : deux fois de suite à cet intervalle, à la \
            minute pleine, une ligne par minute, avec les nombres que redis-cli lit ; puis le live se termine : la dernière ligne a \
            le dernier « J'aime »
            """,
        timeout: .seconds(200),
        sabotages: [
            Sabotage("le nœud écrit toutes les 30 secondes") { world in
                await world.configure("ROADWAVE_COUNTERS_RECORD_SECONDS", "30")
            },
            Sabotage("la base refuse les compteurs", at: .beforeStep) { world in
                _ = try await world.rows(CounterWrites.refusal)
            },
            Sabotage("la base garde un « J'aime » de plus", at: .beforeStep) { world in
                _ = try await world.rows(CounterWrites.forgery)
            },
        ]
    ) { (world, check, seconds: Int) in
        try await world.observeWrites()
        guard let writes = await world.audience.writes else { return }
        try check("lignes reçues pendant le live", writes.running.count, .atLeast(2))
        for interval in writes.intervals {
            try check(
                "intervalle entre deux lignes", interval, .approximately(Double(seconds), tolerance: 2), unit: "s")
        }
        for write in writes.running {
            try check("secondes après la minute pleine", write.minute % 60, .equals(0), unit: "s")
            try check("de la minute à l'écriture", write.at - Double(write.minute), .atMost(5), unit: "s")
        }
        try check("minutes différentes", Set(writes.running.map(\.minute)).count, .equals(writes.running.count))
        try check("auditeurs, « J'aime » et signalements", writes.running.last?.counts ?? [], .equals(writes.inRedis))
        try check("« J'aime » de la dernière ligne, le live terminé", writes.lastLikes, .equals(writes.likesAtEnd))
    }

    EtantDonne(
        "un auditeur écoute un live",
        preuve: """
            un créateur parle ; dans Chromium, à la page d'écoute du live que sert le nœud derrière un proxy NGINX, un auditeur appuie \
            sur « Rejoindre le live » : le lecteur de la page avance, et GET /lives/{id} compte un auditeur
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("personne n'appuie sur « Rejoindre le live »") { world in await world.join(.nobodyListens) }
        ]
    ) { world, check in
        try await world.listenAtPage()
        try await check.eventually("secondes jouées par la page", .atLeast(1.0), unit: "s", within: .seconds(20)) {
            try await world.secondsPlayed()
        }
        try await check.eventually("auditeurs du live", .equals(1), within: .seconds(10)) {
            try await world.countedListeners()
        }
    }

    Alors(
        "l'application envoie un heartbeat toutes les {int} secondes",
        preuve: """
            le journal d'accès du proxy devant le nœud : la page que Chromium affiche envoie trois POST …/heartbeat à cet intervalle, \
            le premier autant après avoir rejoint, et le nœud les accepte
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("le nœud demande un heartbeat toutes les 8 secondes") { world in
                await world.configure("ROADWAVE_HEARTBEAT_SECONDS", "8")
            },
            Sabotage("le nœud demande un heartbeat toutes les 12 secondes") { world in
                await world.configure("ROADWAVE_HEARTBEAT_SECONDS", "12")
            },
            Sabotage("l'auditeur ferme la page", at: .beforeStep) { world in try await world.closePage() },
            Sabotage("Redis refuse les écritures", at: .beforeStep) { world in try await world.freezeRedis() },
        ]
    ) { (world, check, seconds: Int) in
        try await check.eventually("heartbeats reçus", .atLeast(3), within: .seconds(45), every: .milliseconds(250)) {
            try await world.loggedHeartbeats().count
        }
        let beats = Array(try await world.loggedHeartbeats().prefix(3))
        try check("statuts", Set(beats.map(\.status)).sorted(), .equals([204]))
        try check("écoutes différentes", Set(beats.map(\.path)).count, .equals(1))
        guard let join = try await world.loggedJoin() else {
            return try check("POST …/listeners dans le journal", false, .equals(true))
        }
        let dates = [join.at] + beats.map(\.at)
        for (before, after) in zip(dates, dates.dropFirst()) {
            try check(
                "intervalle", after - before, .approximately(Double(seconds), tolerance: 0.8), unit: "s")
        }
    }

    Alors(
        "le heartbeat met à jour le timestamp dans Redis",
        preuve: """
            redis-cli ZSCORE live:{id}:heartbeats : la date de l'auditeur est celle du dernier heartbeat que le proxy a noté, puis \
            celle du suivant
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le nœud compte dans sa mémoire") { world in await world.join(.nodeCountsAlone) },
            Sabotage("l'auditeur ferme la page", at: .beforeStep) { world in try await world.closePage() },
            Sabotage("Redis refuse les écritures", at: .beforeStep) { world in try await world.freezeRedis() },
        ]
    ) { world, check in
        let before = try await world.loggedHeartbeats().count
        try await check.eventually(
            "heartbeats de plus", .atLeast(2), within: .seconds(25), every: .milliseconds(100)
        ) {
            try await world.loggedHeartbeats().count - before
        }
        let beats = try await world.loggedHeartbeats()
        guard let last = beats.last, let previous = beats.dropLast().last else {
            return try check("heartbeats dans le journal", beats.count, .atLeast(2))
        }
        let date = try await world.dateInRedis(of: last) ?? 0
        check.evidence("date dans Redis : \(date), heartbeat au journal : \(last.at)")
        try check("du timestamp au heartbeat", last.at - date, .approximately(0, tolerance: 0.5), unit: "s")
        try check("du heartbeat d'avant au timestamp", date - previous.at, .atLeast(5), unit: "s")
    }

    Alors(
        "si aucun heartbeat n'est reçu pendant {int} secondes, l'auditeur est retiré du compteur",
        preuve: """
            un second auditeur rejoint le live et n'envoie rien ; redis-cli recule la date de son heartbeat jusqu'à trois secondes de \
            la limite, puis lit le compteur sans cesse, avec l'heure de Redis : une seconde avant la limite il est encore compté, \
            une seconde après il ne l'est plus, et l'auditeur de la page l'est encore
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("un auditeur expire après 28 secondes") { world in
                await world.configure("ROADWAVE_LISTENER_EXPIRY_SECONDS", "28")
            },
            Sabotage("un auditeur expire après 32 secondes") { world in
                await world.configure("ROADWAVE_LISTENER_EXPIRY_SECONDS", "32")
            },
            Sabotage("l'application envoie encore des heartbeats") { world in await world.join(.silentOneBeats) },
            Sabotage("l'auditeur ferme la page", at: .beforeStep) { world in try await world.closePage() },
        ]
    ) { (world, check, seconds: Int) in
        try await world.observeSilence(seconds: Double(seconds))
        guard let silence = await world.audience.silence else { return }
        try check(
            "âge du heartbeat, l'auditeur étant encore compté", silence.lastCounted, .atLeast(Double(seconds) - 1),
            unit: "s")
        try check(
            "âge du heartbeat, l'auditeur n'étant plus compté", silence.firstGone, .atLeast(Double(seconds)), unit: "s")
        // A sweep each second, and the time of a look.
        try check(
            "âge du heartbeat, l'auditeur n'étant plus compté", silence.firstGone, .atMost(Double(seconds) + 1.5),
            unit: "s")
        try check("auditeurs retirés du compteur", silence.left, .equals(1))
        try check("auditeurs qui restent", silence.others, .equals(1))
    }
}
