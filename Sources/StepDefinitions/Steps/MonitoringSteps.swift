internal import Gherkin
internal import RoadWaveTestServices

/// « Monitoring des ressources serveur en temps réel ».
let monitoringSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "plusieurs lives sont en cours",
        preuve: """
            trois créateurs vraiment connectés (ICE, DTLS, SRTP) parlent ; GET /lives dit leurs lives en cours, et chaque manifest, \
            demandé à NGINX, liste un segment
            """,
        timeout: .seconds(90), exclusive: true
    ) { world, check in
        try await world.startWatchedLives(3)
        let base = try await world.runningServer().http
        try await check.eventually("lives en cours", .equals(3), within: .seconds(20)) {
            try await LiveCensus.take(from: base).playlists.count
        }
        let census = try await LiveCensus.take(from: base)
        try await check.eventually("lives dont le manifest liste un segment", .equals(3), within: .seconds(30)) {
            await census.lastSegments(of: Array(census.playlists.keys)).count
        }
    }

    Alors(
        "le système monitore en temps réel:",
        preuve: """
            GET /metrics du nœud : chaque métrique y a une mesure et son seuil, qu'aucun réglage n'a changé ; les mesures sont \
            refaites chaque seconde, et le nombre de connexions suit un créateur de plus en quelques secondes ; le processeur et la \
            mémoire sont ceux que Linux dit (/proc/stat, /proc/meminfo)
            """,
        timeout: .seconds(90),
        sabotages: [
            Sabotage("le nœud est arrêté", at: .beforeStep) { world in await world.stopServer() },
            Sabotage("le seuil du processeur est à 70 %") { world in
                await world.configure("ROADWAVE_ALERT_CPU_PERCENT", "70")
            },
            Sabotage("le nœud ne mesure que toutes les soixante secondes") { world in
                await world.configure("ROADWAVE_MONITORING_SECONDS", "60")
            },
            Sabotage("le nœud n'a pas de cache à mesurer", at: .beforeStep) { world in
                try await world.restartServer(with: ["ROADWAVE_MEDIA_BASE_URL": nil])
            },
        ]
    ) { (world, check, table: DataTable) in
        try check("lignes du tableau", table.records.count, .equals(RoadWaveWorld.watchedMetrics.count))
        for row in table.records {
            let (name, limit) = (row["métrique"] ?? "", row["seuil alerte"] ?? "")
            let metric = RoadWaveWorld.watchedMetrics[name]
            try check("métrique « \(name) » connue", metric != nil, .equals(true))
            let threshold = AlertThreshold(limit)
            try check("unité du seuil de « \(name) »", threshold?.unit ?? "illisible", .equals(metric?.unit ?? ""))
            guard let metric, let threshold else { continue }
            // Rounded: 0.85 of the page is 85 of the table but for the noise of a Double.
            let shown = try await world.figure(metric.threshold) * metric.scale
            try check("seuil de « \(name) »", (shown * 1e6).rounded() / 1e6, .equals(threshold.value))
            try await check.eventually("mesure de « \(name) »", .atLeast(0), within: .seconds(20)) {
                try await world.figure(metric.series)
            }
        }
        let samples = try await world.figure("roadwave_monitoring_samples_total")
        try await check.eventually("mesures de plus", .atLeast(5), within: .seconds(15)) {
            try await world.figure("roadwave_monitoring_samples_total") - samples
        }
        let sessions = "roadwave_webrtc_sessions"
        for _ in 0..<2 {
            let creators = await world.connectedCreators()
            try await check.eventually("connexions WebRTC mesurées", .equals(creators), within: .seconds(10)) {
                try await world.figure(sessions)
            }
            try await world.addCreators(1)
        }
        let memory = try MachineLoad.memory()
        try check(
            "part de la mémoire utilisée", try await world.figure("roadwave_memory_usage_ratio"),
            .atLeast(memory.used / memory.total - 0.05))
    }

    Alors(
        "si un seuil est dépassé, une alerte est envoyée à l'équipe technique",
        preuve: """
            un webhook reçoit, de deux nœuds, un message pour chacun des cinq seuils, tous dépassés pour de bon : des programmes \
            occupent les processeurs, 90 créateurs se connectent (pas d'alerte) puis un de plus, un intermédiaire retarde le cache, \
            et le second nœud n'a que deux tiers de la mémoire utilisée et presque pas de débit ; chaque message dit en français la \
            valeur, le seuil, le nœud et un lien, et porte la signature qu'openssl calcule ; une alerte finie est dite finie, une \
            seule fois
            """,
        timeout: .seconds(240),
        sabotages: [
            Sabotage("l'équipe n'est pas joignable") { world in
                // Nobody listens on port 1.
                await world.configure("ROADWAVE_ALERT_WEBHOOK_URL", "http://127.0.0.1:1/")
            },
            Sabotage("le seuil du processeur est à 100 %") { world in
                await world.configure("ROADWAVE_ALERT_CPU_PERCENT", "100")
            },
            Sabotage("le seuil des connexions est à 91") { world in
                await world.configure("ROADWAVE_ALERT_SESSIONS", "91")
            },
            Sabotage("le seuil des connexions est à 89") { world in
                await world.configure("ROADWAVE_ALERT_SESSIONS", "89")
            },
            Sabotage("rien ne retarde le cache") { world in await world.join(.noDelay) },
            Sabotage("le second nœud a toute la mémoire") { world in await world.join(.ampleMemory) },
            Sabotage("le second nœud a un grand débit") { world in await world.join(.ampleUplink) },
            Sabotage("le nœud signe avec un autre secret") { world in await world.join(.otherSecret) },
            Sabotage("les créateurs restent connectés") { world in await world.join(.creatorsStay) },
        ]
    ) { world, check in
        let team = try await world.alertedTeam()
        try await world.startSmallNode()
        await world.delayCache()
        let sent = (bytes: try await world.sentToItself(), at: ContinuousClock.now)
        try await check.eventually(
            "alertes du second nœud : mémoire et bande passante", .equals(2), within: .seconds(25)
        ) {
            let (memory, upload) = (
                await team.messages("memory_usage", "firing"), await team.messages("upload_usage", "firing")
            )
            return min(memory.count, 1) + min(upload.count, 1)
        }
        let rate =
            (try await world.sentToItself() - sent.bytes) * 8 / 1e6 / ((ContinuousClock.now - sent.at) / .seconds(1))
        try check(
            "débit envoyé, selon Linux", rate, .greater(than: MonitoringScene.uplink * 0.8), unit: "Mbit/s")
        try await check.eventually("alertes de latence", .equals(1), within: .seconds(25)) {
            await team.messages("cdn_latency", "firing").count
        }

        let missing = 90 - (await world.connectedCreators())
        try await world.addCreators(missing)
        try await check.eventually("connexions WebRTC", .equals(90), within: .seconds(30)) {
            try await world.figure("roadwave_webrtc_sessions")
        }
        await world.loadProcessors()
        try await check.eventually("processeurs occupés, selon Linux", .greater(than: 0.8), within: .seconds(20)) {
            try await MachineLoad.usage(during: .seconds(1))
        }
        // The creators who connected may have kept the processors busy for a while, too.
        try await check.eventually("alertes du processeur, en cours", .equals(1), within: .seconds(25)) {
            let (begun, ended) = (
                await team.messages("cpu_usage", "firing"), await team.messages("cpu_usage", "resolved")
            )
            return begun.count - ended.count
        }
        await world.relieveProcessors()
        // It must have had the time for an alert: two more measures than one needs.
        let samples = try await world.figure("roadwave_monitoring_samples_total")
        try await check.eventually(
            "mesures avec 90 connexions", .atLeast(MonitoringScene.hold + 2), within: .seconds(20)
        ) {
            try await world.figure("roadwave_monitoring_samples_total") - samples
        }
        try check("alertes avec 90 connexions", await team.messages("webrtc_sessions", "firing").count, .equals(0))
        try await world.addCreators(1)
        try await check.eventually("alertes avec 91 connexions", .equals(1), within: .seconds(25)) {
            await team.messages("webrtc_sessions", "firing").count
        }

        for metric in RoadWaveWorld.watchedMetrics.values.sorted(by: { $0.name < $1.name }) {
            guard let alert = await team.messages(metric.name, "firing").first else { continue }
            check.evidence(alert.text("text"))
            try check("valeur de \(metric.name)", alert.number("value"), .greater(than: alert.number("threshold")))
            try check(
                "seuil de \(metric.name)", alert.number("threshold"), .equals(try await world.figure(metric.threshold)))
            let text = alert.text("text").replacing("\u{202F}", with: " ")
            try check("texte", text, .contains("au-dessus du seuil de"))
            try check("texte", text, .contains("Nœud\u{a0}: \(alert.text("node"))"))
            try check("texte", text, .contains("Voir\u{a0}: https://tableau.example/roadwave"))
            let small = metric.name == "memory_usage" || metric.name == "upload_usage"
            try check("petit nœud", alert.text("node") == "http://petit-noeud.example", .equals(small))
            try check("identité", alert.headers["idempotency-key"] ?? "", .equals(alert.text("id")))
            try check(
                "signature", alert.headers["x-roadwave-signature"] ?? "",
                .equals(try await team.signature(of: alert, in: world.folder)))
        }

        await world.relieve()
        for metric in ["webrtc_sessions", "cdn_latency"] {
            try await check.eventually("fins d'alerte : \(metric)", .equals(1), within: .seconds(40)) {
                await team.messages(metric, "resolved").count
            }
            try check("alertes : \(metric)", await team.messages(metric, "firing").count, .equals(1))
        }
        try check("incidents dits deux fois, ou sans début", await team.confusedIncidents, .equals([String]()))
    }
}
