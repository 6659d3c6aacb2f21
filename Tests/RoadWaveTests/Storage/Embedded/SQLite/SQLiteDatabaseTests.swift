import Foundation
import GRDB
import Testing

@testable import RoadWave

@Suite("The embedded database's files")
struct SQLiteDatabaseTests {
    @Test("nobody but the node's own user reads them, also where an earlier version let others")
    func permissions() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/roadwave.sqlite"
        func rights() throws -> [String: Int] {
            var rights: [String: Int] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/\(name)")
                rights[name] = attributes[.posixPermissions] as? Int
            }
            return rights
        }
        let files = ["roadwave.sqlite", "roadwave.sqlite-wal", "roadwave.sqlite-shm"]
        for _ in 0..<2 {
            let database = try SQLiteDatabase(path: path)
            _ = try await database.migrate()
            #expect(try rights() == Dictionary(uniqueKeysWithValues: files.map { ($0, 0o600) }))
            database.close()
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        }
        withExtendedLifetime(directory) {}
    }

    @Test("for every condition, the walk follows its index, and the lives are looked up one by one")
    func plans() async throws {
        let directory = try TemporaryDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/roadwave.sqlite")
        _ = try await database.migrate()
        try await NodeDatabaseImplementation.sqlite.fill(database, lives: 2_000)
        let searches = [
            (LiveFilter(), "lives_by_start"), (LiveFilter(state: .live), "lives_by_state"),
            (LiveFilter(zoneGeo: "nosuch"), "lives_by_zone"), (LiveFilter(classificationAge: "nosuch"), "lives_by_age"),
            (LiveFilter(title: "#"), "lives_by_start"), (LiveFilter(tags: ["nosuch"]), "live_tags USING PRIMARY KEY"),
            (LiveFilter(title: "zqz"), "title_words USING PRIMARY KEY"),
            (LiveFilter(state: .ended, title: "#", from: .at(0), to: .at(9)), "lives_by_state"),
            (LiveFilter(zoneGeo: "zone", tags: ["route"], classificationAge: "nosuch"), "lives_by_age"),
        ]
        // Before SQLite has counted its rows, and after.
        for preparation in ["SELECT 1", "ANALYZE"] {
            try await database.write { try $0.execute(sql: preparation) }
            for (filter, index) in searches {
                for after in [nil, LiveCursor(startedAt: .at(500), id: LiveID())] {
                    let search = LiveSearch(filter, after: after)
                    let walk = try await SQLLiveList(database: database).walk(search, isSearch: true)
                    let statement = walk.page(limit: 51)
                    let rows = try await database.read("EXPLAIN QUERY PLAN \(statement.sql)", statement.values)
                    let plan = try rows.map { try $0.text("detail") }
                    #expect(plan.contains { $0.hasPrefix("SEARCH") && $0.contains(index) }, "\(filter) \(plan)")
                    #expect(
                        !plan.contains { line in
                            ["lives", "live", "live_tags", "title_words"].contains { line == "SCAN \($0)" }
                        }, "\(filter) \(plan)")
                    // The rows of the walk are in order: only those of the page are sorted.
                    #expect(plan.count { $0.contains("TEMP B-TREE") } <= 1, "\(filter) \(plan)")
                }
            }
        }
        database.close()
        withExtendedLifetime(directory) {}
    }

    @Test("while searches hold their connection, the list is read, and those that find no place are refused")
    func lanes() async throws {
        let directory = try TemporaryDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/roadwave.sqlite")
        _ = try await database.migrate()
        try await database.catalogue.record(try .catalogued("a"))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(DatabaseFailure) {
                        // Some tenths of a second of counting.
                        _ = try await database.search { try Int.fetchOne($0, sql: Self.slow) }
                        return true
                    } catch {
                        #expect(error.code == .overloaded)
                        return false
                    }
                }
            }
            #expect(try await database.catalogue.titles() == ["a"])
            let answers = try await group.reduce(into: []) { $0.append($1) }
            #expect(answers.contains(true))
            #expect(answers.contains(false))
        }
        database.close()
        withExtendedLifetime(directory) {}
    }

    private static let slow = """
        WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 500000)
        SELECT count(*) FROM numbers
        """

    @Test(
        "a link in the place of one of its files is refused, and what it leads to is as it was",
        arguments: ["", "-wal", "-shm"])
    func links(suffix: String) throws {
        let directory = try TemporaryDirectory()
        let target = directory.path + "/other"
        try Data("kept".utf8).write(to: URL(filePath: target))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: target)
        let path = directory.path + "/roadwave.sqlite"
        try FileManager.default.createSymbolicLink(atPath: path + suffix, withDestinationPath: target)
        #expect(throws: DatabaseFailure.self) { try SQLiteDatabase(path: path) }
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "kept")
        #expect(try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int == 0o644)
        withExtendedLifetime(directory) {}
    }
}
