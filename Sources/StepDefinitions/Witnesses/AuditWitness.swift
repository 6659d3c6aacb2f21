internal import Gherkin

/// Compares the audit trail, read over an independent connection, with the actions of the scenario.
struct AuditWitness {
    let world: RoadWaveWorld
    let scene: AuditScene
    let check: Check

    private static let kinds = [
        "Démarrage live": "live_started", "Auditeur rejoint": "listener_joined", "Auditeur quitte": "listener_left",
        "Signalement": "reported", "Fin live": "live_ended",
    ]

    /// How far the dates of the node and of the witness may lie apart: both have the same clock, in milliseconds.
    private static let clockTolerance = 0.002
    /// A session begins and ends within its requests, which take some time on a busy machine.
    private static let durationTolerance = 2.0

    /// Checks the rows of an event of the table, and each detail that the table names.
    func examine(_ name: String, details: String) async throws {
        let kind = Self.kinds[name]
        try check("« \(name) » est un événement des logs", kind != nil, .equals(true))
        guard let kind else { return }
        let moments = moments(of: kind)
        try check("\(name) : lignes", try await world.auditEvents(kind, "1").count, .equals(moments.count))
        for detail in details.split(separator: ", ").map({ String($0) }) {
            switch (detail, kind) {
            case ("timestamp", _): try await examineDates(name, kind, moments)
            case ("creator_id", "live_started"):
                try await equals(name, detail, kind, "user_id, details ->> 'creator_id'") {
                    [$0.creatorID, $0.creatorID]
                }
            case ("zone_geo", "live_started"):
                try await equals(name, detail, kind, "details ->> 'zone_geo'") { _ in ["Normandie"] }
            case ("user_id", "listener_joined"), ("user_id", "listener_left"): try await examineUsers(name, kind)
            case ("user_id", "reported"): try await equals(name, detail, kind, "user_id") { [$0.reporter] }
            case ("position GPS", "listener_joined"): try await examinePositions(name)
            case ("durée écoute", "listener_left"): try await examineDurations(name)
            case ("catégorie", "reported"):
                try await equals(name, detail, kind, "details ->> 'category'") { _ in [AuditScene.category] }
            case ("durée totale", "live_ended"):
                let seconds = try await number(kind, "details ->> 'duration_s'")
                try check(
                    "\(name) : durée totale", seconds,
                    .approximately(
                        scene.ended.lowerBound - scene.started.lowerBound, tolerance: Self.durationTolerance), unit: "s"
                )
            case ("stats finales", "live_ended"): try await examineFigures(name)
            default: try check("« \(detail) » est un détail de « \(name) »", false, .equals(true))
            }
        }
    }

    /// When the events of a kind happened, oldest first.
    private func moments(of kind: String) -> [AuditScene.Moment] {
        switch kind {
        case "live_started": [scene.started]
        case "listener_joined": scene.visitors.map(\.joined)
        case "listener_left":
            // The end of the live ends the last session.
            scene.visitors.map { $0.left ?? scene.ended }.sorted { $0.lowerBound < $1.lowerBound }
        case "reported": [scene.reported]
        default: [scene.ended]
        }
    }

    private func examineDates(_ name: String, _ kind: String, _ moments: [AuditScene.Moment]) async throws {
        let dates = try await world.auditEvents(kind, "extract(epoch FROM at)").map { Double($0.first ?? "") ?? 0 }
        for (date, moment) in zip(dates, moments) {
            try check("\(name) : date", date, .atLeast(moment.lowerBound - Self.clockTolerance), unit: "s")
            // What follows the end of a live may take longer than the answer to its creator.
            let late = moment == scene.ended ? Self.durationTolerance : Self.clockTolerance
            try check("\(name) : date", date, .atMost(moment.upperBound + late), unit: "s")
        }
    }

    private func equals(
        _ name: String, _ detail: String, _ kind: String, _ columns: String, _ expected: (AuditScene) -> [String]
    ) async throws {
        let found = try await world.auditEvents(kind, columns).first ?? []
        try check("\(name) : \(detail)", found, .equals(expected(scene)))
    }

    private func examineUsers(_ name: String, _ kind: String) async throws {
        let users = try await world.auditEvents(kind, "user_id").map { $0.first ?? "" }
        try check("\(name) : user_id", users.sorted(), .equals(scene.visitors.map(\.user).sorted()))
    }

    private func examinePositions(_ name: String) async throws {
        let rows = try await world.auditEvents("listener_joined", "details ->> 'lat', details ->> 'lon'")
        for (row, visitor) in zip(rows, scene.visitors) {
            guard let position = visitor.position else {
                try check("\(name) : sans position", row, .equals(["", ""]))
                continue
            }
            for (text, given) in zip(row, [position.latitude, position.longitude]) {
                try check("\(name) : position", Double(text) ?? .infinity, .approximately(given, tolerance: 0.0501))
                let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
                try check("\(name) : décimales de la position", decimals, .atMost(1))
            }
        }
    }

    private func examineDurations(_ name: String) async throws {
        let rows = try await world.auditEvents("listener_left", "user_id, details ->> 'listening_s'")
        for visitor in scene.visitors {
            let text = rows.first { $0.first == visitor.user }?.last ?? ""
            try check(
                "\(name) : durée d'écoute", Double(text) ?? -1,
                .approximately(scene.seconds(visitor), tolerance: Self.durationTolerance), unit: "s")
        }
    }

    private func examineFigures(_ name: String) async throws {
        let columns = ["peak_listeners", "unique_listeners", "listeners", "likes", "reports", "bytes"]
        let row = try await world.auditEvents(
            "live_ended", columns.map { "details ->> '\($0)'" }.joined(separator: ", ")
        ).first
        let here = scene.visitors.count { $0.left == nil }
        let figures = [scene.peak, scene.visitors.count, here, 1, 1, try await world.storedMediaSize()]
        for (column, (text, figure)) in zip(columns, zip(row ?? columns.map { _ in "" }, figures)) {
            try check("\(name) : \(column)", Int(text) ?? -1, .equals(figure))
        }
        let seconds = scene.visitors.reduce(0) { $0 + scene.seconds($1) }
        try check(
            "\(name) : listener_seconds", try await number("live_ended", "details ->> 'listener_seconds'"),
            .approximately(seconds, tolerance: 3 * Self.durationTolerance), unit: "s")
    }

    private func number(_ kind: String, _ column: String) async throws -> Double {
        Double(try await world.auditEvents(kind, column).first?.first ?? "") ?? -1
    }
}
