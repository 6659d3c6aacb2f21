import Testing

@testable import StepDefinitions

@Suite("The statements in PostgreSQL's log")
struct EngineStatementsTests {
    @Test("a statement of the extended protocol is read with its lines and its values, and no other")
    func log() {
        let log = """
            2026-11-30 10:14:26.484 UTC [2124] LOG:  statement: SELECT 1 FROM lives
            2026-11-30 10:14:26.484 UTC [2125] LOG:  execute <unnamed>: SELECT title FROM lives
            \tWHERE title = $1 AND zone_geo = $2 LIMIT 1
            2026-11-30 10:14:26.484 UTC [2125] DETAIL:  parameters: $1 = 'l''une', $2 = NULL
            2026-11-30 10:14:26.485 UTC [2126] LOG:  execute <unnamed>: SELECT 2
            2026-11-30 10:14:26.485 UTC [2127] LOG:  execute <unnamed>: SELECT $1
            2026-11-30 10:14:26.485 UTC [2127] DETAIL:  parameters: $1 = 'a'

            """
        #expect(
            EngineStatements.statements(in: log) == [
                EngineStatements.Statement(
                    sql: "SELECT title FROM lives\nWHERE title = $1 AND zone_geo = $2 LIMIT 1",
                    values: ["'l''une'", "NULL"]),
                EngineStatements.Statement(sql: "SELECT 2", values: []),
                EngineStatements.Statement(sql: "SELECT $1", values: ["'a'"]),
            ])
    }

    @Test("of a plan, the rows that conditions removed are counted in all loops")
    func plan() throws {
        let json = """
            [{"Plan": {"Node Type": "Nested Loop", "Actual Loops": 1, "Plans": [
                {"Node Type": "Seq Scan", "Relation Name": "lives", "Actual Loops": 1, "Rows Removed by Filter": 7},
                {"Node Type": "Index Scan", "Index Name": "lives_pkey", "Actual Loops": 1000, "Rows Removed by Filter": 1},
                {"Node Type": "Seq Scan", "Relation Name": "live_tags", "Actual Loops": 0}]}}]
            """
        let plan = try #require(QueryPlan(json: json))
        #expect(plan.removed == 1_007)
        #expect(plan.wholeTables == ["lives"])
        #expect(plan.indexes == ["lives_pkey"])
        #expect(QueryPlan(json: "ERROR:  relation does not exist") == nil)
    }
}
