import Configuration
import RoadWave
import Testing

@Suite("Node configuration")
struct NodeConfigurationTests {
    private func read(_ variables: [String: String]) throws -> NodeConfiguration {
        try NodeConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables)))
    }

    @Test("without any variable the specification's values hold")
    func defaults() throws {
        let configuration = try read([:])
        #expect(configuration.maximumLives == 100)
        #expect(configuration.livesPerCreator == 1)
        #expect(configuration.live.broadcast == .standard)
        #expect(configuration.live.creatorTimeout == .seconds(60))
        #expect(configuration.admin == nil)
    }

    @Test("each variable sets its value")
    func variables() throws {
        let configuration = try read([
            "ROADWAVE_HTTP": "127.0.0.1:0", "ROADWAVE_UDP": "[::1]:9000", "ROADWAVE_ADMIN": "localhost:1",
            "ROADWAVE_DATA": "/tmp/x", "ROADWAVE_PUBLIC_URL": "https://radio.example/",
            "ROADWAVE_ADVERTISE": "192.0.2.1,[2001:db8::7]:9000", "ROADWAVE_MAX_LIVES": "2",
            "ROADWAVE_RENDITIONS": "96k,48k,32k",
            "ROADWAVE_SEGMENT_SECONDS": "1", "ROADWAVE_HOLD_BACK_SECONDS": "6",
            "ROADWAVE_PLAYLIST_WINDOW_SECONDS": "40", "ROADWAVE_JITTER_TARGET_MS": "80",
            "ROADWAVE_JITTER_MAX_MS": "300",
            "ROADWAVE_SILENCE_AFTER_SECONDS": "0.5", "ROADWAVE_INTERRUPTED_AFTER_SECONDS": "2",
            "ROADWAVE_CREATOR_TIMEOUT_SECONDS": "10", "ROADWAVE_REQUEST_TIMEOUT_SECONDS": "3",
            "ROADWAVE_REDIS_URL": "redis://:s3cret@redis:7000/1", "ROADWAVE_SLOT_LEASE_SECONDS": "6",
            "ROADWAVE_QUEUE_RESERVATION_SECONDS": "20", "ROADWAVE_QUEUE_PATIENCE_SECONDS": "60",
            "ROADWAVE_CONNECT_TIMEOUT_SECONDS": "7", "ROADWAVE_LIVES_PER_CREATOR": "3",
        ])
        #expect(configuration.http == ListenAddress(host: "127.0.0.1", port: 0))
        #expect(configuration.udp == ListenAddress(host: "::1", port: 9000))
        #expect(configuration.admin == ListenAddress(host: "127.0.0.1", port: 1))
        #expect(configuration.dataDirectory == "/tmp/x")
        #expect(configuration.publicURL == "https://radio.example")
        #expect(configuration.advertised.map(\.description) == ["192.0.2.1", "[2001:db8::7]:9000"])
        #expect(configuration.maximumLives == 2)
        #expect(configuration.live.broadcast.ladder.renditions.map(\.name) == ["96k", "48k", "32k"])
        #expect(configuration.live.broadcast.segmentDuration == .seconds(1))
        #expect(configuration.live.broadcast.holdBack == .seconds(6))
        #expect(configuration.live.broadcast.windowDuration == .seconds(40))
        #expect(configuration.live.jitterTarget == .milliseconds(80))
        #expect(configuration.live.jitterMaximum == .milliseconds(300))
        #expect(configuration.live.silenceAfter == .milliseconds(500))
        #expect(configuration.live.interruptedAfter == .seconds(2))
        #expect(configuration.live.creatorTimeout == .seconds(10))
        #expect(configuration.requestTimeout == .seconds(3))
        let endpoint = RedisAddress.Endpoint.tcp(host: "redis", port: 7000)
        #expect(configuration.redis == RedisAddress(endpoint: endpoint, password: "s3cret", database: 1))
        #expect(configuration.slotLease == .seconds(6))
        #expect(configuration.queueReservation == .seconds(20))
        #expect(configuration.queuePatience == .seconds(60))
        #expect(configuration.livesPerCreator == 3)
        #expect(configuration.live.connectTimeout == .seconds(7))
    }

    @Test("what may be left out may be empty, too", arguments: ["ROADWAVE_REDIS_URL", "ROADWAVE_JWT_KEYS"])
    func empty(key: String) throws {
        let configuration = try read([key: ""])
        #expect(configuration.redis == nil)
        #expect(configuration.tokenKeys == nil)
    }

    @Test("a Redis address that is refused is told without its password")
    func redisSecret() {
        for address in ["rediss://:s3cret@redis", "redis://s3cret@redis", "redis://:s3cret@redis:x"] {
            let error = #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_REDIS_URL": address]) }
            #expect(error?.key == .redisURL)
            #expect(error?.description.contains("s3cret") == false)
        }
    }

    @Test(
        "a wrong value is refused with its key and the value",
        arguments: [
            ("ROADWAVE_HTTP", "8080"), ("ROADWAVE_HTTP", "example.org:80"), ("ROADWAVE_UDP", "127.0.0.1:65536"),
            ("ROADWAVE_DATA", ""), ("ROADWAVE_PUBLIC_URL", "radio.example"),
            ("ROADWAVE_PUBLIC_URL", "https://radio.example/path"), ("ROADWAVE_ADVERTISE", "0.0.0.0"),
            ("ROADWAVE_MAX_LIVES", "0"), ("ROADWAVE_LIVES_PER_CREATOR", "0"), ("ROADWAVE_MAX_LIVES", "many"),
            ("ROADWAVE_RENDITIONS", "48k,foo"),
            ("ROADWAVE_RENDITIONS", ""), ("ROADWAVE_SEGMENT_SECONDS", "0.1"), ("ROADWAVE_SEGMENT_SECONDS", "nan"),
            ("ROADWAVE_JITTER_TARGET_MS", "-1"),
            ("ROADWAVE_JITTER_TARGET_MS", "501"), ("ROADWAVE_JITTER_MAX_MS", "5001"),
            ("ROADWAVE_CREATOR_TIMEOUT_SECONDS", "1e9"),
            ("ROADWAVE_SLOT_LEASE_SECONDS", "0"), ("ROADWAVE_QUEUE_RESERVATION_SECONDS", "x"),
            ("ROADWAVE_QUEUE_PATIENCE_SECONDS", "-5"), ("ROADWAVE_CONNECT_TIMEOUT_SECONDS", ""),
        ])
    func wrongValue(key: String, value: String) {
        let error = #expect(throws: ConfigurationError.self) { try read([key: value]) }
        #expect(error?.key.rawValue == key)
        #expect(error?.description.contains("'\(value)'") == true || error?.value == "\(Double(value) ?? 0)")
    }

    @Test("a playlist window under the specification's 30 s is refused", arguments: ["19", "29.9", "0"])
    func shortWindow(value: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try read(["ROADWAVE_PLAYLIST_WINDOW_SECONDS": value])
        }
        #expect(error?.key == .playlistWindowSeconds)
        #expect(error?.accepted.contains("from 30 to 86400") == true)
    }

    @Test("a hold-back under three segments is refused")
    func shortHoldBack() {
        let error = #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_HOLD_BACK_SECONDS": "5"]) }
        #expect(error?.key == .holdBackSeconds)
    }

    @Test(
        "of two settings that exclude each other, the one that is set is refused, and the other one is named",
        arguments: [
            (
                "ROADWAVE_HEARTBEAT_SECONDS", "60",
                "expected at most half of ROADWAVE_LISTENER_EXPIRY_SECONDS (30, the default)"
            ),
            (
                "ROADWAVE_LISTENER_EXPIRY_SECONDS", "19",
                "expected at least twice ROADWAVE_HEARTBEAT_SECONDS (10, the default)"
            ),
            (
                "ROADWAVE_FULL_BITRATE_BPS", "20000",
                "expected at least ROADWAVE_REDUCED_BITRATE_BPS (32000, the default)"
            ),
            (
                "ROADWAVE_SEGMENT_SECONDS", "6",
                "expected ROADWAVE_HOLD_BACK_SECONDS (15, the default) to be at least 18, three segments"
            ),
            (
                "ROADWAVE_HOLD_BACK_SECONDS", "5",
                "expected at least 6, three segments of ROADWAVE_SEGMENT_SECONDS (2, the default)"
            ),
            (
                "ROADWAVE_HOLD_BACK_SECONDS", "40",
                "expected ROADWAVE_PLAYLIST_WINDOW_SECONDS (30, the default) to be at least 44, the hold-back and two "
                    + "segments"
            ),
        ])
    func conflict(key: String, value: String, accepted: String) {
        let error = #expect(throws: ConfigurationError.self) { try read([key: value]) }
        #expect(error?.description == "\(key)='\(value)' cannot be used: \(accepted)")
    }

    @Test("of two that are both set, the error shows both")
    func conflictOfTwo() {
        let error = #expect(throws: ConfigurationError.self) {
            try read(["ROADWAVE_HEARTBEAT_SECONDS": "2", "ROADWAVE_LISTENER_EXPIRY_SECONDS": "3"])
        }
        #expect(
            error?.description
                == "ROADWAVE_HEARTBEAT_SECONDS='2' cannot be used: "
                + "expected at most half of ROADWAVE_LISTENER_EXPIRY_SECONDS (3)")
    }

    @Test(
        "media and nodes of http beside pages of https are refused: browsers would block them",
        arguments: [
            ("ROADWAVE_MEDIA_BASE_URL", "http://cache.example:8090", ["ROADWAVE_PUBLIC_URL": "https://radio.example"]),
            ("ROADWAVE_MEDIA_BASE_URL", "http://127.0.0.1:8090", ["ROADWAVE_PUBLIC_URL": "https://127.0.0.1:8443"]),
            (
                "ROADWAVE_MEDIA_BASE_URL", "http://cache.example",
                ["ROADWAVE_TLS_CERT": "node.pem", "ROADWAVE_TLS_KEY": "node.key"]
            ),
            (
                "ROADWAVE_NODE_URLS", "https://radio.example,http://b.example",
                ["ROADWAVE_PUBLIC_URL": "https://radio.example"]
            ),
        ])
    func blockedByBrowsers(key: String, value: String, beside: [String: String]) {
        let error = #expect(throws: ConfigurationError.self) { try read(beside.merging([key: value]) { $1 }) }
        #expect(error?.description.hasPrefix("\(key)='\(value)' cannot be used: expected") == true)
        #expect(error?.description.contains(beside.keys.sorted().first ?? "") == true)
    }

    @Test("media of http beside pages of http, and of https beside either, are accepted")
    func mediaOfHTTP() throws {
        for (page, media) in [("http", "http"), ("http", "https"), ("https", "https")] {
            let settings = [
                "ROADWAVE_PUBLIC_URL": "\(page)://a.example", "ROADWAVE_MEDIA_BASE_URL": "\(media)://b.example",
            ]
            #expect(try read(settings).mediaBaseURL == "\(media)://b.example")
        }
    }

    @Test(
        "a number of seconds out of its range is refused with the range",
        arguments: [
            ("ROADWAVE_SEGMENT_SECONDS", "0.5 to 10"), ("ROADWAVE_HOLD_BACK_SECONDS", "3 to 86399"),
            ("ROADWAVE_PLAYLIST_WINDOW_SECONDS", "30 to 86400"),
        ])
    func range(key: String, range: String) {
        let error = #expect(throws: ConfigurationError.self) { try read([key: "-1"]) }
        #expect(error?.description == "\(key)='-1' cannot be used: expected a number of seconds from \(range)")
    }

    @Test("values that options may replace are not validated together")
    func unvalidated() throws {
        let variables = ["ROADWAVE_UDP": "0.0.0.0:8081"]
        let provider = EnvironmentVariablesProvider(environmentVariables: variables)
        #expect(throws: ConfigurationError.self) { try read(variables) }
        #expect(try NodeConfiguration(unvalidated: ConfigReader(provider: provider)).udp.isUnspecified)
    }

    @Test(
        "without keys an address that others can reach is refused", arguments: ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"])
    func reachable(address: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(["ROADWAVE_UDP": address]) }
        #expect(error?.key == .udp)
        #expect(error?.accepted.contains("loopback") == true)
        #expect(error?.accepted.contains("ROADWAVE_JWT_KEYS") == true)
    }

    @Test("a node with such an address does not start")
    func unsafeNode() async {
        var configuration = NodeConfiguration()
        configuration.http = ListenAddress(host: "0.0.0.0", port: 0)
        let node = RoadWaveNode(configuration: configuration, logger: .silent)
        let error = await #expect(throws: RoadWaveError.self) { try await node.start() }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("ROADWAVE_HTTP='0.0.0.0:0'") == true)
    }

    @Test("a node whose directory is the empty path does not start: it would write to the root of the file system")
    func noDirectory() async {
        let node = RoadWaveNode(configuration: .with(\.dataDirectory, ""), logger: .silent)
        let error = await #expect(throws: RoadWaveError.self) { try await node.start() }
        #expect(error?.code == .configuration)
        #expect(error?.message == "ROADWAVE_DATA='' cannot be used: expected the path of a directory")
    }
}
