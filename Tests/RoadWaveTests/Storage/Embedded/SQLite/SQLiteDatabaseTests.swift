import Foundation
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
}
