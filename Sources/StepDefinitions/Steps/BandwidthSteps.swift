internal import Foundation
internal import Gherkin
internal import RoadWaveTestServices

/// « Calcul du coût de bande passante CDN ».
let bandwidthSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un live a {int} auditeurs simultanés",
        preuve: "deux voix de synthèse de deux minutes sont prêtes ; autant d'auditeurs attendent le live",
        timeout: .seconds(60)
    ) { (world, count: Int) in
        try await world.startDialogue()
        await world.announceListeners(count)
    }

    EtantDonne(
        "la qualité est {debit} Opus",
        preuve: """
            FFmpeg publie de l'Opus à ce débit ; chaque auditeur lit le rendu du même débit par NGINX, avec sa connexion et le \
            rythme d'un lecteur ; selon le journal de NGINX, un même segment est servi en entier à chacun
            """,
        timeout: .seconds(120)
    ) { (world, check, rate: BitRate) in
        try await world.publishForListeners(rate)
        let count = try await world.gatherListeners()
        try await check.eventually("auditeurs du même segment", .equals(count), within: .seconds(60)) {
            try await world.servedTogether()
        }
    }

    Quand(
        "le live dure {duree}",
        preuve: """
            12 s de cette durée sont vécues : six segments qui arrivent après tous les auditeurs ; le reste leur ressemble ; puis \
            le journal de NGINX est importé : roadwave-server billing import, dans un processus à part, se termine avec 0
            """,
        timeout: .seconds(120)
    ) { (world, check, duration: Duration) in
        try await world.listen(forHours: duration)
        try await world.importLog()
        let scene = await world.bandwidth
        check.evidence(scene.printed.joined(separator: " | "))
        if let exit = scene.importExit { try check("code de fin de l'import", exit, .equals(0)) }
    }

    Alors(
        "la bande passante totale est d'environ {volume}",
        preuve: """
            le journal de NGINX, ligne par ligne : les segments servis en entier, leur durée dans le manifest × le débit, ramenés à \
            la durée dite, à 2 % près ; à côté, ce que NGINX a envoyé avec le MPEG-TS, puis avec les en-têtes ; psql : \
            l'import a compté les mêmes segments et les mêmes octets
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("trois auditeurs ne viennent pas") { world in await world.sabotage(.threeStayAway) },
            Sabotage("le journal n'est pas importé") { world in await world.sabotage(.noImport) },
            Sabotage("une ligne sur dix se perd avant l'import") { world in await world.sabotage(.linesAreLost) },
            Sabotage("un segment est compté deux fois", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE media_usage SET segments = segments + 1 WHERE segments > 0")
            },
        ]
    ) { (world, check, volume: DataVolume) in
        let scene = await world.bandwidth
        let traffic = try await world.servedTraffic()
        try check("segments du rendu comptés", scene.counted.count, .equals(6))
        let whole = traffic.wholeSegments(of: scene.rendition, Set(scene.counted.keys))
        let seconds = whole.reduce(0) { total, entry in
            total + (scene.counted[Int(entry.path.split(separator: "/").last?.dropLast(3) ?? "") ?? -1] ?? 0)
        }
        let payload = seconds * Double(scene.bitrate) / 8 * scene.scale
        let (bodies, sent) = whole.reduce((0, 0)) { ($0.0 + $1.body, $0.1 + $1.bytes) }
        let container = Double(bodies) * scene.scale
        let all = Double(sent) * scene.scale
        check.evidence(
            """
            charge audio \(Int(payload)) octets, avec MPEG-TS \(Int(container)), avec en-têtes \(Int(all)) ; \
            \(whole.count) segments servis en entier
            """)
        // Of what was measured: a tolerance that grows with the written volume would let a larger one pass.
        try check("charge audio", payload, .approximately(volume, tolerance: 0.02 * payload), unit: "octets")
        // Quiet speech needs fewer bits than the bit rate; the packets of MPEG-TS add some 10 %, headers 4 %.
        try check("octets de MPEG-TS, rapportés à la charge", container / max(payload, 1), .atMost(1.2))
        try check("octets envoyés, rapportés à ceux de MPEG-TS", all / max(container, 1), .greater(than: 1.0))

        let live = try await world.creator?.liveID() ?? ""
        let counted = try await world.rows(
            "SELECT segments FROM media_usage WHERE live_id = '\(live)' AND rendition = '\(scene.rendition)'")
        try check(
            "segments que l'import a comptés", counted.first.flatMap { Int($0) } ?? 0,
            .equals(traffic.wholeSegments(of: scene.rendition).count))
        let costs = try await world.liveCosts() ?? []
        try check("live_costs : audio_bytes", costs.first ?? "aucune ligne", .equals("\(traffic.audioBytes)"))
    }

    Alors(
        "le coût estimé infrastructure est d'environ {montant}",
        preuve: """
            psql : live_costs.cost_eur du live, divisé par la charge audio qu'un témoin lit dans le journal de NGINX, ramené à la \
            durée dite et au centime ; roadwave-server billing estimate donne le même montant pour la même durée
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le gigaoctet coûte le double") { world in
                await world.configure("ROADWAVE_BILLING_PRICE_EUR_PER_GB", "0.02")
            },
            Sabotage("le journal n'est pas importé") { world in await world.sabotage(.noImport) },
            Sabotage("la charge audio est comptée deux fois", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE media_usage SET audio_bytes = 2 * audio_bytes")
            },
        ]
    ) { (world, check, amount: MoneyAmount) in
        let scene = await world.bandwidth
        let traffic = try await world.servedTraffic()
        let segments = traffic.wholeSegments(of: scene.rendition, Set(scene.counted.keys)).count
        let costs = try await world.liveCosts() ?? []
        try check("colonnes de live_costs", costs.count, .equals(3))
        guard costs.count == 3, let cost = Double(costs[2]) else { return }
        // What a witness counted, in bytes: all of it was paid, and this part of it is extrapolated.
        let part = Double(segments) * 2 * Double(scene.bitrate) / 8 * scene.scale
        let hour = cost / Double(max(traffic.audioBytes, 1)) * part
        check.evidence("\(costs[2]) € pour \(traffic.audioBytes) octets de charge audio")
        // To the cent.
        try check("coût mesuré", hour, .approximately(amount, tolerance: 0.005), unit: "€")
        let listened = Int((scene.scale * scene.counted.values.reduce(0, +)).rounded())
        let estimate = await world.bill(
            "estimate", "--bitrate", "\(scene.bitrate / 1_000)", "--listeners", "\(scene.listeners)", "--seconds",
            "\(listened)")
        let words = estimate.lines.joined(separator: " ")
        check.evidence(words)
        let estimated = words.firstMatch(of: /bytes, ([\d.]+) EUR/).flatMap { Double($0.1) } ?? 0
        try check("coût estimé par la commande", estimated, .approximately(amount, tolerance: 0.005), unit: "€")
    }

    Alors(
        "ces métriques sont enregistrées pour facturation créateur si nécessaire",
        preuve: """
            psql : la ligne du live dans live_costs a la charge audio et les octets envoyés que dit le journal de NGINX, et son \
            coût au millionième d'euro près ; roadwave-server billing show --csv : les mêmes sommes, le créateur que donne \
            GET /lives, le mois et son fuseau nommé ; le même journal importé encore, tel quel et compressé, n'ajoute rien
            """,
        timeout: .seconds(60),
        sabotages: [
            Sabotage("le journal n'est pas importé") { world in await world.sabotage(.noImport) },
            Sabotage("une ligne sur dix se perd avant l'import") { world in await world.sabotage(.linesAreLost) },
            Sabotage("les mois sont ceux d'un autre fuseau") { world in
                await world.configure("ROADWAVE_BILLING_TIME_ZONE", "Pacific/Auckland")
            },
            Sabotage("la base oublie quels journaux elle a lus", at: .beforeStep) { world in
                _ = try await world.rows("DELETE FROM media_logs")
            },
            Sabotage("les lignes de la facture sont effacées", at: .beforeStep) { world in
                _ = try await world.rows("DELETE FROM media_usage")
            },
        ]
    ) { world, check in
        let traffic = try await world.servedTraffic()
        let costs = try await world.liveCosts() ?? []
        try check("colonnes de live_costs", costs.count, .equals(3))
        guard costs.count == 3 else { return }
        try check("audio_bytes", costs[0], .equals("\(traffic.audioBytes)"))
        try check("transport_bytes", costs[1], .equals("\(traffic.sentBytes)"))
        let live = try await world.creator?.liveID() ?? ""
        // PostgreSQL's own decimals, each row rounded as a bill shows it.
        let expected = try await world.rows(
            "SELECT sum(round(audio_bytes * 0.01 / 1000000000, 6)) FROM media_usage WHERE live_id = '\(live)'")
        try check("cost_eur", costs[2], .equals(expected.first ?? "aucune ligne"))

        let csv = BillCSV(await world.bill("show", "--live", live, "--csv").lines)
        try check("lignes de la facture", csv.rows.count, .atLeast(1))
        try check("audio_bytes de la facture", csv.sum("audio_bytes"), .equals(traffic.audioBytes))
        try check("sent_bytes de la facture", csv.sum("sent_bytes"), .equals(traffic.sentBytes))
        let creator = try await world.liveState()?["creator_id"] as? String ?? "aucun créateur"
        try check("créateurs de la facture", csv.values("creator_id"), .equals([creator]))
        try check("fuseaux de la facture", csv.values("time_zone"), .equals(["Europe/Paris"]))
        try check("mois de la facture", csv.values("month"), .equals(traffic.months(in: "Europe/Paris")))

        for path in [await world.bandwidth.importedLog?.path ?? "aucun journal", try await world.compressedLog()] {
            try check("code de fin d'un autre import", await world.bill("import", path).exit, .equals(0))
            try check("live_costs, après un autre import", try await world.liveCosts() ?? [], .equals(costs))
        }
    }
}
