internal import Foundation
internal import Gherkin
internal import RoadWaveTestServices

/// « Logs et audit trail des lives ».
let auditSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un live démarre, se déroule et se termine",
        preuve: """
            le nœud a dans la base un rôle à lui, que « roadwave-server migrate » a préparé ; un créateur parle, trois auditeurs \
            rejoignent le live et deux le quittent, l'un signale le live, le créateur l'arrête ; GET /lives/{id} dit « ended »
            """,
        timeout: .seconds(120)
    ) { world, check in
        try await world.holdAuditedLive()
        let live = await world.audit.creator?.liveID ?? ""
        let answer = await HTTPWitness().request("\(try await world.runningServer().http)/lives/\(live)")
        try check("état du live", answer?.json["state"] as? String ?? "", .equals("ended"))
        let owners = try await world.rows("SELECT tableowner FROM pg_tables WHERE tablename LIKE 'audit_events%'")
        try check("le nœud possède les logs", owners.contains(await world.audit.role), .equals(false))
    }

    Alors(
        "tous les événements sont loggés:",
        preuve: """
            psql, par une connexion à part : de chaque événement du tableau, les lignes de ce live et les détails que sa colonne \
            nomme ; les dates sont entre la demande et la réponse, les positions sont celles données à 0,1° près, les durées \
            celles mesurées du dehors ; la taille finale est celle des segments, lus au stockage
            """,
        timeout: .seconds(60),
        sabotages: AuditSabotages.events
    ) { (world, check, table: DataTable) in
        try await check.eventually("fin du live dans les logs", .equals(1), within: .seconds(20)) {
            try await world.auditEvents("live_ended", "1").count
        }
        try check("colonnes", table.header, .equals(["événement", "détails enregistrés"]))
        let witness = AuditWitness(world: world, scene: await world.audit, check: check)
        for record in table.records {
            try await witness.examine(record["événement"] ?? "", details: record["détails enregistrés"] ?? "")
        }
        try check("événements du tableau", Set(table.column("événement") ?? []).count, .equals(5))
    }

    Alors(
        "ces logs sont conservés {int} jours pour analytics et conformité RGPD",
        preuve: """
            psql : le dernier jour qui a fini il y a assez longtemps, selon l'horloge de la base, part avec « roadwave-server sweep », \
            et le suivant reste ; avec le rôle du nœud, aucun ordre ne change, n'efface ni ne détache un log, d'aucun jour ; \
            huit jours d'avance sont prêts ; les positions n'ont pas plus d'une décimale ; ce qui reste donne les chiffres du live
            """,
        timeout: .seconds(90),
        sabotages: AuditSabotages.retention
    ) { (world, check, days: Int) in
        try await check.eventually("fin du live dans les logs", .equals(1), within: .seconds(20)) {
            try await world.auditEvents("live_ended", "1").count
        }
        let (gone, kept) = try await world.makeOldDays(days)
        try await world.sweepAuditTrail()
        let old = try await world.rows("SELECT event_id FROM audit_events WHERE event_id LIKE 'ancien-%' ORDER BY 1")
        check.evidence("fini il y a \(days) jours : \(gone) ; un jour plus tard : \(kept)")
        try check("jours passés qui restent", old, .equals(["ancien-\(kept)"]))
        let ahead = try await world.rows(
            """
            SELECT count(*) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = 'audit_events'::regclass
                AND relname BETWEEN 'audit_events_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD') AND 'audit_events_9'
            """)
        try check("jours prêts, avec aujourd'hui", Int(ahead.first ?? "") ?? 0, .atLeast(9))
        let parts = try await world.rows(
            "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'audit_events'::regclass")
        var statements: [String] = []
        for table in ["audit_events"] + parts {
            statements += [
                "UPDATE \(table) SET user_id = NULL", "DELETE FROM \(table)", "TRUNCATE \(table)",
                "DROP TABLE \(table)",
                "ALTER TABLE \(table) DISABLE TRIGGER ALL",
            ]
        }
        statements += parts.map { "ALTER TABLE audit_events DETACH PARTITION \($0)" }
        statements += ["UPDATE audit_policy SET kept_days = 1"]
        try check("ordres que le rôle du nœud peut donner", await world.allowed(statements), .equals([String]()))
        let fine = try await world.rows(
            """
            SELECT count(*) FROM audit_events, jsonb_each_text(details)
            WHERE key IN ('lat', 'lon') AND value::numeric * 10 <> trunc(value::numeric * 10)
            """)
        try check("positions plus fines que 0,1°", fine, .equals(["0"]))
        let analysis = try await world.auditEvents(
            "listener_left", "count(*) OVER (), round(sum((details ->> 'listening_s')::numeric) OVER (), 1)")
        let final = try await world.auditEvents(
            "live_ended", "details ->> 'unique_listeners', round((details ->> 'listener_seconds')::numeric, 1)")
        try check("auditeurs et secondes d'écoute, selon les logs", analysis.first ?? [], .equals(final.first ?? ["?"]))
    }
}

/// What makes the audit trail wrong, while the live happened as it did.
enum AuditSabotages {
    private static func spoil(_ name: String, _ kind: String, _ assignment: String) -> Sabotage<RoadWaveWorld> {
        Sabotage(name, at: .beforeStep) { world in
            try await world.awaitAuditedEnd()
            try await world.spoilAudit(kind, assignment)
        }
    }

    private static func detail(_ name: String, _ kind: String, _ key: String, _ value: String) -> Sabotage<
        RoadWaveWorld
    > {
        spoil(name, kind, "details = jsonb_set(details, '{\(key)}', '\(value)')")
    }

    private static func delete(_ name: String, _ kind: String) -> Sabotage<RoadWaveWorld> {
        Sabotage(name, at: .beforeStep) { world in
            try await world.awaitAuditedEnd()
            _ = try await world.rows("DELETE FROM audit_events WHERE event = '\(kind)'")
        }
    }

    static let events: [Sabotage<RoadWaveWorld>] = [
        delete("le démarrage n'est pas loggé", "live_started"),
        delete("les arrivées ne sont pas loggées", "listener_joined"),
        delete("les départs ne sont pas loggés", "listener_left"),
        delete("le signalement n'est pas loggé", "reported"),
        spoil("le démarrage est daté une minute plus tôt", "live_started", "at = at - interval '1 minute'"),
        spoil("le signalement est daté une minute plus tard", "reported", "at = at + interval '1 minute'"),
        detail("un autre créateur", "live_started", "creator_id", "\"00000000-0000-4000-8000-000000000000\""),
        detail("une autre zone", "live_started", "zone_geo", "\"Bretagne\""),
        spoil("un auditeur inconnu", "listener_joined", "user_id = NULL"),
        spoil("les positions manquent", "listener_joined", "details = details - 'lat'"),
        spoil("la position est à côté", "listener_joined", "details = details || '{\"lat\": 48.8, \"lon\": 2.4}'"),
        Sabotage("les positions ne sont pas arrondies") { world in
            await world.configure("ROADWAVE_POSITION_GRID_DEGREES", "0.001")
        },
        detail("une autre durée d'écoute", "listener_left", "listening_s", "600"),
        detail("une autre catégorie", "reported", "category", "\"hate\""),
        detail("une autre durée totale", "live_ended", "duration_s", "600"),
        detail("un autre maximum d'auditeurs", "live_ended", "peak_listeners", "3"),
        detail("un autre nombre d'auditeurs", "live_ended", "unique_listeners", "2"),
        detail("d'autres secondes d'écoute", "live_ended", "listener_seconds", "600"),
        detail("un J'aime de trop", "live_ended", "likes", "2"),
        detail("un signalement de trop", "live_ended", "reports", "2"),
        detail("une autre taille", "live_ended", "bytes", "1"),
    ]

    static let retention: [Sabotage<RoadWaveWorld>] = [
        Sabotage("le nettoyage ne s'exécute pas") { world in await world.skipAuditSweep() },
        Sabotage("les logs sont gardés un jour de plus") { world in
            await world.configure("ROADWAVE_AUDIT_KEPT_DAYS", "91")
        },
        Sabotage("les logs sont gardés un jour de moins") { world in
            await world.configure("ROADWAVE_AUDIT_KEPT_DAYS", "89")
        },
        Sabotage("le rôle du nœud peut effacer", at: .beforeStep) { world in
            _ = try await world.rows("GRANT DELETE ON audit_events TO \(await world.audit.role)")
        },
        Sabotage("le rôle du nœud peut changer le jour même", at: .beforeStep) { world in
            let day = "'audit_events_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')"
            _ = try await world.rows(
                "DO $$ BEGIN EXECUTE format('GRANT ALL ON %I TO \(await world.audit.role)', \(day)); END $$")
        },
        Sabotage("le rôle du nœud possède les logs", at: .beforeStep) { world in
            _ = try await world.rows("ALTER TABLE audit_events OWNER TO \(await world.audit.role)")
        },
        Sabotage("un jour à venir n'est pas prêt", at: .beforeStep) { world in
            let day = "'audit_events_' || to_char(now() AT TIME ZONE 'UTC' + interval '5 days', 'YYYYMMDD')"
            _ = try await world.rows("DO $$ BEGIN EXECUTE format('DROP TABLE %I', \(day)); END $$")
        },
        Sabotage("les positions ne sont pas arrondies") { world in
            await world.configure("ROADWAVE_POSITION_GRID_DEGREES", "0.001")
        },
        delete("les départs sont perdus", "listener_left"),
    ]
}
