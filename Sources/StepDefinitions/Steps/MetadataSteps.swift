internal import Gherkin
internal import RoadWaveTestServices

/// « Stockage des métadonnées de live en PostgreSQL ».
let metadataSteps = Steps<RoadWaveWorld> {
    EtantDonne(
        "un créateur démarre un live",
        preuve: """
            un client WHIP se connecte (ICE, DTLS, SRTP) avec un titre, une zone, deux tags et une classe d'âge, et parle ; GET \
            /lives/{id} dit le live en cours
            """,
        timeout: .seconds(60)
    ) { world, check in
        try await world.startDescribedLive()
        try await check.eventually("état du live", .equals("live"), within: .seconds(20)) {
            try await world.describedLiveState()
        }
    }

    Alors(
        "les métadonnées suivantes sont enregistrées:",
        preuve: """
            psql, par une connexion à part : le type de chaque colonne selon information_schema, et la ligne du live ; live_id est \
            celui que le créateur a reçu, creator_id celui de son jeton, started_at est entre deux lectures de l'horloge de la base
            """,
        timeout: .seconds(30),
        sabotages: [
            Sabotage("le nœud écrit dans sa propre base") { world in await world.withhold("ROADWAVE_POSTGRES_URL") },
            Sabotage("le créateur donne un autre titre") { world in await world.join(.otherTitle) },
            Sabotage("le créateur donne une autre zone") { world in await world.join(.otherZone) },
            Sabotage("le créateur donne une autre classe d'âge") { world in await world.join(.otherAge) },
            Sabotage("le créateur donne un tag de moins") { world in await world.join(.oneTagLess) },
            Sabotage("une colonne est retirée", at: .beforeStep) { world in
                _ = try await world.rows("ALTER TABLE lives DROP COLUMN classification_age CASCADE")
            },
            Sabotage("creator_id devient un texte", at: .beforeStep) { world in
                _ = try await world.rows("ALTER TABLE lives ALTER COLUMN creator_id TYPE text")
            },
            Sabotage("started_at n'a plus de fuseau", at: .beforeStep) { world in
                let views = try await world.rows("SELECT viewname FROM pg_views WHERE viewname LIKE 'analytics%'")
                for view in views { _ = try await world.rows("DROP VIEW \(view)") }
                _ = try await world.rows(
                    "DROP INDEX lives_by_day; ALTER TABLE lives ALTER COLUMN started_at TYPE timestamp")
            },
            Sabotage("les tags deviennent un texte", at: .beforeStep) { world in
                _ = try await world.rows(
                    "DROP VIEW analytics_by_tag; ALTER TABLE lives ALTER COLUMN tags TYPE text USING tags::text")
            },
            Sabotage("le live est daté d'une minute plus tôt", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE lives SET started_at = started_at - interval '1 min'")
            },
            Sabotage("la ligne a une autre identité", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE lives SET live_id = gen_random_uuid()")
            },
            Sabotage("la ligne est d'un autre créateur", at: .beforeStep) { world in
                _ = try await world.rows("UPDATE lives SET creator_id = gen_random_uuid()")
            },
        ]
    ) { (world, check, table: DataTable) in
        try check("colonnes du tableau", table.header, .equals(["champ", "exemple valeur"]))
        try check("champs du tableau", Set(table.column("champ") ?? []).count, .equals(7))
        let types = [
            "live_id": "uuid", "creator_id": "uuid", "title": "text", "started_at": "timestamp with time zone",
            "zone_geo": "text", "tags": "_text", "classification_age": "text",
        ]
        // Written behind: a moment after the node admitted the creator.
        try await check.eventually("lignes du live", .equals(1), within: .seconds(10)) {
            let live = await world.metadata.live
            // Without the table, there is no row either.
            return (try? await world.rows("SELECT 1 FROM lives WHERE live_id::text = '\(live)'"))?.count ?? 0
        }
        let fields = try await world.storedFields()
        for record in table.records {
            let (name, example) = (record["champ"] ?? "", record["exemple valeur"] ?? "")
            let field = fields[name] ?? StoredField(type: "absente", value: "absente")
            try check("type de \(name)", field.type, .equals(types[name] ?? "celui d'un champ connu"))
            try check(name, field.value, .equals(example))
        }
    }

    Alors(
        "ces données sont indexées pour recherche et analytics",
        preuve: """
            un million de lives passés : le nœud en écrit dix-sept modèles, PostgreSQL les copie, les titres rares sont les plus anciens ; \
            GET /lives les trouve à la première page, sous d'autres formes de leurs mots, sans accents, par des mots vides ou des \
            signes ; une ou deux lettres sont refusées avec un message ; chaque requête que le nœud envoie, lue dans le journal de \
            PostgreSQL, est rejouée neuf fois sur une même connexion (EXPLAIN (ANALYZE, FORMAT JSON), sans réglage du planificateur, \
            puis sans les valeurs) : aucune n'écarte plus de 1000 lignes par filtre ni ne lit une table entière ; les vues \
            d'analyse d'un jour comptent juste, et ne lisent que ce jour
            """,
        timeout: .seconds(150),
        sabotages: [
            Sabotage("l'index des zones manque") { world in await world.join(.archive("DROP INDEX lives_by_zone")) },
            Sabotage("l'index des mots manque") { world in
                await world.join(.archive("ALTER TABLE title_words DROP CONSTRAINT title_words_pkey"))
            },
            Sabotage("un mot n'est pas indexé") { world in
                await world.join(.archive("DELETE FROM title_words WHERE word = 'actualit'"))
            },
            Sabotage("les signes ne sont pas indexés") { world in
                await world.join(.archive("DELETE FROM title_parts WHERE part LIKE '%+%'"))
            },
            Sabotage("l'index des jours manque") { world in await world.join(.archive("DROP INDEX lives_by_day")) },
            Sabotage("une vue d'analyse manque") { world in
                await world.join(.archive("DROP VIEW analytics_by_hour"))
            },
        ]
    ) { world, check in
        let statements = try await world.makeArchive()
        for search in ArchiveSearch.all {
            let (answer, asked) = try await statements.during { try await world.searched(search.parameters) }
            try check("\(search) : statut", answer.status, .equals(200))
            try check("\(search) : titres", Set(answer.titles).sorted(), .equals(search.titles))
            try check(
                "\(search) : lives", answer.titles.count,
                .equals(search.titles.isEmpty ? 0 : MillionLives.rareCopies))
            try check("\(search) : requêtes du nœud", asked.count, .atLeast(1))
            for statement in asked {
                let plans = try await statements.plans(of: statement)
                try check("\(search) : plans", plans.count, .equals(9))
                try check(
                    "\(search) : lignes écartées", plans.map(\.removed).max() ?? 0, .atMost(1_000), unit: "lignes")
                try check(
                    "\(search) : tables lues en entier", Set(plans.flatMap(\.wholeTables)).sorted(),
                    .equals([String]()))
            }
        }
        for text in ["c", "à", "c+", "un"] {
            let answer = try await world.searched([("q", text)])
            try check("« \(text) » : statut", answer.status, .equals(400))
            try check("« \(text) » : message", answer.detail, .contains("3 caractères au moins"))
        }
        try await world.checkAnalytics(check)
    }
}

/// A search among the million lives, and what it finds at once.
private struct ArchiveSearch: CustomStringConvertible {
    let parameters: [(String, String)]
    /// The title of the lives that it finds, all on the first page.
    let titles: [String]

    var description: String { parameters.map { "\($0)=\($1)" }.joined(separator: "&") }

    private init(_ parameters: KeyValuePairs<String, String>, _ titles: String...) {
        self.parameters = parameters.map { ($0, $1) }
        self.titles = titles
    }

    static let all = [
        ArchiveSearch(["q": "radios"], "Radio locale"), ArchiveSearch(["q": "ete"], "Cet été"),
        ArchiveSearch(["q": "été"], "Cet été"), ArchiveSearch(["q": "à la une"], "À la une"),
        ArchiveSearch(["q": "c++"], "C++ en soirée"), ArchiveSearch(["q": "oeuvre"], "Œuvres"),
        ArchiveSearch(["q": "ile"], "Île-de-France"), ArchiveSearch(["q": "actualités"], "L’Actualité"),
        ArchiveSearch(["q": "actualite\u{301}"], "L’Actualité"), ArchiveSearch(["q": "peche"], "Péché mignon"),
        ArchiveSearch(["q": "les radios", "zone_geo": "normandie", "state": "ended"], "Radio locale"),
        ArchiveSearch(["zone_geo": "Ouessant"], "Phare"),
        ArchiveSearch(["tag": "route", "zone_geo": "ouessant"], "Phare"),
        ArchiveSearch(["classification_age": "18 ans", "tag": "Route"], "Phare"),
        ArchiveSearch(["tag": "mer", "state": "ended"], "Phare"), ArchiveSearch(["q": "introuvable"]),
        // Of each there are more than a hundred thousand, and none of both.
        ArchiveSearch(["zone_geo": "Bretagne", "classification_age": "16 ans"]),
        ArchiveSearch(["q": "musique", "zone_geo": "Bretagne"]), ArchiveSearch(["zone_geo": "nulle part"]),
        ArchiveSearch(["state": "lost", "zone_geo": "Normandie"]),
    ]
}

extension RoadWaveWorld {
    /// The views of docs/analytics.md, of one day among 463, and the plans of their questions.
    fileprivate func checkAnalytics(_ check: Check) async throws {
        let day = "(SELECT day FROM witness_day) - interval '100 days'"
        let name = try await rows("SELECT to_char((\(day)) AT TIME ZONE 'UTC', 'YYYY-MM-DD')").first ?? ""
        let ofDay = "started_at >= \(day) AND started_at < \(day) + interval '1 day'"
        let lives = 86_400 / MillionLives.secondsApart
        try check(
            "lives de ce jour", try await rows("SELECT count(*) FROM lives WHERE \(ofDay)"), .equals(["\(lives)"]))
        // One of eight is about music, the only one with a tag.
        let totals = [
            "analytics_by_zone": "\(lives)", "analytics_by_age": "\(lives)", "analytics_by_hour": "\(lives)",
            "analytics_by_tag": "\(lives / MillionLives.frequent.count)",
        ]
        for (view, total) in totals.sorted(by: { $0.key < $1.key }) {
            try check(
                "lives de ce jour selon \(view)",
                await rowsOrError("SELECT sum(lives) FROM \(view) WHERE day = '\(name)'"),
                .equals([total]))
            try await checkPlan(of: "SELECT * FROM \(view) WHERE day = '\(name)'", check)
        }
        _ = try await rows(
            """
            INSERT INTO live_counters (live_id, minute, listeners, likes, reports, peak_listeners)
            SELECT live_id, date_trunc('minute', started_at) + number * interval '1 min', 10 * number, 0, 0, 12 * number
            FROM (SELECT * FROM lives WHERE \(ofDay) ORDER BY started_at LIMIT 1) AS lives, generate_series(1, 3) AS number
            """)
        let audience = "FROM analytics_of_audience WHERE day = '\(name)'"
        try check(
            "auditeurs d'un live au plus, et en moyenne",
            await rowsOrError("SELECT peak_listeners, mean_listeners::float \(audience) AND peak_listeners > 0"),
            .equals(["36\t20"]))
        try await checkPlan(of: "SELECT * \(audience) ORDER BY peak_listeners DESC", check)
    }

    private func checkPlan(of question: String, _ check: Check) async throws {
        let line = await rowsOrError(
            """
            CREATE FUNCTION pg_temp.plan() RETURNS jsonb LANGUAGE plpgsql AS $plan$
            DECLARE found json;
            BEGIN
                EXECUTE $text$EXPLAIN (ANALYZE, FORMAT JSON) \(question)$text$ INTO found;
                RETURN found;
            END $plan$;
            SELECT pg_temp.plan()
            """
        ).first
        let plan = line.flatMap { QueryPlan(json: $0) }
        try check("\(question) : lignes écartées", plan?.removed ?? Int.max, .atMost(1_000), unit: "lignes")
        try check(
            "\(question) : index des jours", plan?.indexes.contains("lives_by_day") ?? false, .equals(true))
    }
}
