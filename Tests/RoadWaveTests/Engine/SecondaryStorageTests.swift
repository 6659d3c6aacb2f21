import Testing

@testable import RoadWave

@Suite("The secondary storage of a configuration")
struct SecondaryStorageTests {
    private let folder: TemporaryDirectory
    private let log = LogLines()
    private var configuration = NodeConfiguration()

    init() throws {
        folder = try TemporaryDirectory()
        configuration.dataDirectory = folder.path
    }

    @Test("a directory of a single node causes no warning")
    func alone() throws {
        #expect(try SecondaryStorage.open(configuration, log.logger) is DirectoryStorage)
        #expect(log.all == [])
        #expect(SecondaryStorage.remedy(configuration).contains("\(folder.path)/secondary"))
    }

    @Test("a directory of a node with PostgreSQL is warned about, with the settings that other nodes need")
    func shared() throws {
        var configuration = configuration
        configuration.postgres = PostgresAddress(parsing: "postgres://u@127.0.0.1:1/d")
        #expect(try SecondaryStorage.open(configuration, log.logger) is DirectoryStorage)
        #expect(log.all.count == 1)
        #expect(log.all.first?.hasPrefix("warning recordings are copied to a directory") == true)
        #expect(log.all.first?.contains("ROADWAVE_S3_SECONDARY_ENDPOINT") == true)
    }

    @Test("S3 causes no warning, and its failures name its own settings")
    func s3() async throws {
        var configuration = configuration
        configuration.postgres = PostgresAddress(parsing: "postgres://u@127.0.0.1:1/d")
        configuration.secondaryS3 = S3Configuration(
            endpoint: "http://127.0.0.1:9", region: "r", bucket: "bucket",
            credentials: S3Credentials(key: "k", secret: "s"))
        let storage = try #require(try SecondaryStorage.open(configuration, log.logger) as? S3Storage)
        #expect(log.all == [])
        #expect(storage.client.configuration.settings == "ROADWAVE_S3_SECONDARY")
        let remedy = SecondaryStorage.remedy(configuration)
        for name in ["ENDPOINT", "REGION", "BUCKET", "KEY", "SECRET"] {
            #expect(remedy.contains("ROADWAVE_S3_SECONDARY_\(name)"))
        }
        await storage.close()
    }
}
