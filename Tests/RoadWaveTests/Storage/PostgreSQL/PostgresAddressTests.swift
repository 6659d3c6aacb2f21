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

    @Test(
        "a password with a delimiter in it is refused at the start, and nothing of it is shown",
        arguments: [
            "postgres://u:s3/cret@h/d", "postgres://u:12/s3cret@h/d", "postgres://u:12/s3?cret@h/d",
            "postgres://u:s3@cret@h/d",
            "postgres://u:s3:cret@h/d", "postgres://u:s3?cret@h/d", "postgres://u:s3#cret@h/d",
            "postgres://u:s3%cret@h/d",
            "postgres://u:s3%00cret@h/d", "postgres://u:s3 cret@h/d", "postgres://u:s3\ncret@h/d",
            "postgres://u:/s3cret@h/d",
            "postgres://u:?s3cret@h/d", "postgres://u:#s3cret@h/d", "postgresql://u:12/s3cret@h:5432/d?sslmode=require",
            "postgres://h/d?password=s3@cret", "postgres://h/d?password=s3&cret", "postgres://h/d?password=s3=cret",
            "postgres://h/d?password=s3#cret", "host=h dbname=d password=s3cret", "host=h user=u password='s3 cret'",
            "u:s3cret@h/d", "POSTGRES://u:s3cret@h/d", "postgres:/u:s3cret@h/d", "postgres://u:s3cret@h:x/d",
            "postgres://u:s3cret@h/d/e", "postgres://u:s3cret@h,u:s3cret@i/d",
        ])
    func delimiters(text: String) {
        let reader = ConfigReader(
            provider: InMemoryProvider(values: ["ROADWAVE_POSTGRES_URL": .init(.string(text), isSecret: false)]))
        let error = #expect(throws: ConfigurationError.self) { try NodeConfiguration(reader: reader) }
        #expect(error?.key == .postgresURL)
        #expect(error?.description.contains(/s3|cret/) == false)
    }

    @Test(
        "what can be read in one way only is taken, delimiters in their encoded form as well",
        arguments: [
            "postgres://u:a%2Fb%40c%3Ad%3Fe%23f%25@h/d", "postgres://u:p@h1:5432,h2:5433/d", "postgres://u@h/d",
            "postgres://u:!$&'()*+,;=-._~@h/d", "postgres://%2Frun%2Fpostgresql/d", "postgres://u:p@h/d?password=a%40b",
        ])
    func readable(text: String) { #expect(PostgresAddress(parsing: text)?.url == text) }

    @Test("what a server says is told without the password")
    func messages() throws {
        let address = try #require(PostgresAddress(parsing: "postgres://u:s3%2Fcret@h/d"))
        #expect(address.withoutSecrets("no s3/cret for u") == "no … for u")
    }
}
