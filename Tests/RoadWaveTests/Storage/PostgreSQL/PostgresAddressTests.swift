import Configuration
import Testing

@testable import RoadWave

@Suite("Address of PostgreSQL")
struct PostgresAddressTests {
    @Test(
        "an address says where the database is, never as whom",
        arguments: [
            ("postgres://db.example/radio", "postgres://db.example/radio"),
            ("postgresql://u:pa%40ss@127.0.0.1:5433/radio?sslmode=verify-full", "postgres://127.0.0.1:5433/radio"),
            ("postgres://u:p@[::1]:5432/radio", "postgres://[::1]:5432/radio"),
            ("postgres:///radio?host=/run/postgresql&user=u&password=secret", "postgres:///run/postgresql radio"),
        ])
    func description(text: String, shown: String) throws {
        let address = try #require(PostgresAddress(parsing: text))
        #expect(address.description == shown)
        #expect(address.url == text)
    }

    @Test(
        "what is no address of a database is none",
        arguments: [
            "", "db.example", "mysql://h/d", "postgres://h", "postgres://h/", "postgres://[::1/d", "host=h dbname=d",
            "postgres://h/d?nothing=1", "postgres://u:%zz@h/d", "postgres://h/d\0e",
        ])
    func malformed(text: String) { #expect(PostgresAddress(parsing: text) == nil) }

    @Test(
        "the configuration refuses a malformed one without showing its password",
        arguments: [
            "postgres://u:secret@h", "mysql://u:secret@h/d", "postgres://h?password=secret",
            "postgres://u:%zzsecret@h/d",
        ])
    func configuration(text: String) throws {
        let reader = ConfigReader(
            provider: InMemoryProvider(values: ["ROADWAVE_POSTGRES_URL": .init(.string(text), isSecret: false)]))
        let error = #expect(throws: ConfigurationError.self) { try NodeConfiguration(reader: reader) }
        #expect(error?.key == .postgresURL)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("expected postgres://") == true)
    }
}
