import Configuration
import RoadWave
import Testing

@testable import struct RoadWave.RedisAddress

@Suite("Address of a Redis server")
struct RedisAddressTests {
    @Test(
        "the forms of a URL",
        arguments: [
            ("redis://localhost", RedisAddress(endpoint: .tcp(host: "localhost", port: 6379))),
            ("redis://localhost/", RedisAddress(endpoint: .tcp(host: "localhost", port: 6379))),
            ("redis://10.0.0.7:7000/3", RedisAddress(endpoint: .tcp(host: "10.0.0.7", port: 7000), database: 3)),
            ("redis://[::1]:6380", RedisAddress(endpoint: .tcp(host: "::1", port: 6380))),
            ("redis://[fd00::7]", RedisAddress(endpoint: .tcp(host: "fd00::7", port: 6379))),
            ("redis://:s3cret@redis", RedisAddress(endpoint: .tcp(host: "redis", port: 6379), password: "s3cret")),
            (
                "redis://node:p%40ss%2F%3Ax@redis:6379",
                RedisAddress(endpoint: .tcp(host: "redis", port: 6379), user: "node", password: "p@ss/:x")
            ),
            ("unix:///run/redis/redis.sock", RedisAddress(endpoint: .unix(path: "/run/redis/redis.sock"))),
        ])
    func forms(text: String, address: RedisAddress) throws {
        #expect(try RedisAddress(parsing: text) == address)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "redis", "redis://", "redis:///0", "localhost:6379", "http://redis", "redis://host:0",
            "redis://host:70000",
            "redis://host:-1", "redis://host:+1", "redis://host/x", "redis://host/-1", "redis://host/0/1",
            "redis://user@host", "redis://user:@host", "redis://a b", "redis://:%zz@host", "redis://h\u{e9}",
            "unix://", "unix:///", "unix://relative", "unix:///\(String(repeating: "a", count: 200))",
            "redis://\(String(repeating: "a", count: 300))",
        ])
    func refused(text: String) {
        #expect(throws: RedisAddressError.malformed) { try RedisAddress(parsing: text) }
    }

    @Test("TLS is refused with its own words")
    func encrypted() {
        #expect(throws: RedisAddressError.encrypted) { try RedisAddress(parsing: "rediss://:s3cret@host") }
        #expect("\(RedisAddressError.encrypted)".contains("TLS"))
    }

    @Test("neither the address nor a refusal shows the password", arguments: ["s3cret", "a@b"])
    func secret(password: String) throws {
        let address = RedisAddress(endpoint: .tcp(host: "host", port: 1), user: "me", password: password, database: 2)
        #expect("\(address)" == "redis://host:1/2")
    }

    @Test(
        "a password with a delimiter in it is refused at the start, and nothing of it is shown",
        arguments: [
            "redis://:s3/cret@host", "redis://:6379/1s3cret@host", "redis://:s3@cret@host", "redis://u:s3:cret@host",
            "redis://:s3?cret@host", "redis://:s3#cret@host", "redis://:s3%cret@host", "redis://:s3%00cret@host",
            "rediss://:s3cret@host", "host=h password=s3cret", ":s3cret@host", "redis://s3cret@host",
            "redis://:s3cret@",
        ])
    func delimiters(text: String) {
        let reader = ConfigReader(
            provider: InMemoryProvider(values: ["ROADWAVE_REDIS_URL": .init(.string(text), isSecret: false)]))
        let error = #expect(throws: ConfigurationError.self) { try NodeConfiguration(reader: reader) }
        #expect(error?.key == .redisURL)
        #expect(error?.description.contains(/s3|cret/) == false)
    }
}
