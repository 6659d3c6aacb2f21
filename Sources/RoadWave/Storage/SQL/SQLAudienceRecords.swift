/// The tables `live_counters` and `live_voters`, in either database.
struct SQLAudienceRecords: AudienceRecords {
    let database: any SQLDatabase

    func write(_ minutes: [AudienceMinute]) async throws(DatabaseFailure) {
        guard !minutes.isEmpty else { return }
        let values = minutes.flatMap { minute -> [SQLValue] in
            let (counts, peak) = (minute.figures.counts, minute.figures.peak)
            return [.text(minute.live.description), .date(minute.minute)]
                + [counts.listeners, counts.likes, counts.reports, peak].map { SQLValue($0) }
        }
        // Figures of a minute only grow, so the order in which two nodes write them does not matter.
        let greatest = ["listeners", "likes", "reports", "peak_listeners"].map { column in
            """
            \(column) = CASE WHEN excluded.\(column) > live_counters.\(column)
                THEN excluded.\(column) ELSE live_counters.\(column) END
            """
        }
        try await database.run(
            """
            INSERT INTO live_counters (live_id, minute, listeners, likes, reports, peak_listeners)
            VALUES \(Self.rows(minutes.count, of: 6))
            ON CONFLICT (live_id, minute) DO UPDATE SET \(greatest.joined(separator: ", "))
            """, values)
    }

    func write(_ votes: [AudienceVote]) async throws(DatabaseFailure) {
        guard !votes.isEmpty else { return }
        let values = votes.flatMap { vote -> [SQLValue] in
            [
                .text(vote.live.description), .text(vote.reaction.rawValue), .text(vote.voter.description),
                .date(vote.at),
            ]
        }
        try await database.run(
            """
            INSERT INTO live_voters (live_id, reaction, voter, voted_at) VALUES \(Self.rows(votes.count, of: 4))
            ON CONFLICT (live_id, reaction, voter) DO NOTHING
            """, values)
    }

    func record(of live: LiveID, limit: Int) async throws(DatabaseFailure) -> AudienceRecord {
        var record = AudienceRecord()
        for reaction in Reaction.allCases {
            let rows = try await database.read(
                "SELECT voter FROM live_voters WHERE live_id = $1 AND reaction = $2 ORDER BY voter LIMIT $3",
                [.text(live.description), .text(reaction.rawValue), SQLValue(limit)])
            // The store would refuse a pseudonym of another form.
            for row in rows { if let voter = Voter(try row.text("voter")) { record[reaction].insert(voter) } }
        }
        record.peak = try await lastFigures(of: [live])[live]?.peak ?? 0
        return record
    }

    func curve(of live: LiveID, limit: Int) async throws(DatabaseFailure) -> [AudienceMinute] {
        let rows = try await database.read(
            """
            SELECT \(database.milliseconds("minute")) AS minute_ms, listeners, likes, reports, peak_listeners
            FROM live_counters WHERE live_id = $1 ORDER BY minute DESC LIMIT $2
            """, [.text(live.description), SQLValue(limit)])
        var curve: [AudienceMinute] = []
        for row in rows.reversed() {
            let counts = AudienceCounts(
                listeners: try row.count("listeners"), likes: try row.count("likes"),
                reports: try row.count("reports"))
            curve.append(
                AudienceMinute(
                    of: live, at: try row.date("minute_ms"),
                    AudienceFigures(counts, peak: try row.count("peak_listeners"))))
        }
        return curve
    }

    func lastFigures(of lives: [LiveID]) async throws(DatabaseFailure) -> [LiveID: AudienceFigures] {
        var found: [LiveID: AudienceFigures] = [:]
        for (places, values) in SQLStatement.portions(of: lives) {
            // Likes, reports and the peak of a live never decrease.
            let rows = try await database.read(
                """
                SELECT live_id, max(likes) AS likes, max(reports) AS reports, max(peak_listeners) AS peak_listeners
                FROM live_counters WHERE live_id IN (\(places)) GROUP BY live_id
                """, values)
            for row in rows {
                guard let live = LiveID(try row.text("live_id")) else { continue }
                let counts = AudienceCounts(
                    listeners: 0, likes: try row.count("likes"), reports: try row.count("reports"))
                found[live] = AudienceFigures(counts, peak: try row.count("peak_listeners"))
            }
        }
        return found
    }

    func forgetVoters(before date: WallDate) async throws(DatabaseFailure) {
        try await database.run(
            """
            DELETE FROM live_voters WHERE live_id IN (
                SELECT voted.live_id
                FROM (SELECT live_id, max(voted_at) AS last FROM live_voters GROUP BY live_id) AS voted
                    LEFT JOIN lives ON lives.live_id = voted.live_id
                WHERE lives.ended_at < $1 OR lives.live_id IS NULL AND voted.last < $2
            )
            """, [.date(date), .date(date + .seconds(-86_400))])
    }

    func votes(of voter: Voter, in live: LiveID) async throws(DatabaseFailure) -> [AudienceVote] {
        let rows = try await database.read(
            """
            SELECT reaction, \(database.milliseconds("voted_at")) AS voted_ms FROM live_voters
            WHERE live_id = $1 AND voter = $2 ORDER BY reaction
            """, [.text(live.description), .text(voter.description)])
        var votes: [AudienceVote] = []
        for row in rows {
            // A reaction of a later version is unknown here.
            guard let reaction = Reaction(rawValue: try row.text("reaction")) else { continue }
            votes.append(AudienceVote(live: live, reaction: reaction, voter: voter, at: try row.date("voted_ms")))
        }
        return votes
    }

    func replace(_ voter: Voter, by other: Voter, in live: LiveID) async throws(DatabaseFailure) -> Bool {
        try await !database.run(
            "UPDATE live_voters SET voter = $1 WHERE live_id = $2 AND voter = $3 RETURNING reaction",
            [.text(other.description), .text(live.description), .text(voter.description)]
        ).isEmpty
    }

    func livesWithVoters() async throws(DatabaseFailure) -> [LiveID] {
        var lives: [LiveID] = []
        for row in try await database.read("SELECT DISTINCT live_id FROM live_voters") {
            if let live = LiveID(try row.text("live_id")) { lives.append(live) }
        }
        return lives
    }

    /// The places of the parameters of so many rows: `($1, $2), ($3, $4)`.
    private static func rows(_ count: Int, of columns: Int) -> String {
        (0..<count).map { row in
            "(" + (1...columns).map { "$\(row * columns + $0)" }.joined(separator: ", ") + ")"
        }.joined(separator: ", ")
    }
}

extension SQLRow {
    /// The count in a column.
    fileprivate func count(_ column: String) throws(DatabaseFailure) -> Int {
        Int(clamping: max(0, try integer(column)))
    }
}
