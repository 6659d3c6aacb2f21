import NIOCore
import NIOPosix
import RoadWave
import RoadWaveClient
import RoadWaveRTC
import Testing

@Suite("Live publisher", .timeLimit(.minutes(5)))
struct LivePublisherTests {
    /// Containers often have no IPv6.
    private static let hasIPv6 = (try? System.enumerateDevices())?.contains { $0.address?.ipAddress == "::1" } == true

    private static func publish(to host: String) async throws {
        var settings = NodeConfiguration.single
        settings.http.host = host
        settings.udp.host = host
        try await RunningTestNode.with(settings) { running in
            let publisher = try await LivePublisher.connect(
                to: "\(running.addresses.httpURL)/whip", token: "createur",
                configuration: Publisher.Configuration(certificate: try DTLSCertificate.generate()))
            // An Opus packet of 20 ms of silence (RFC 6716 §3.1).
            #expect(await publisher.send(opus: [0xF8, 0xFF, 0xFE], duration: 960))
            await publisher.close()
        }
    }

    @Test("it reaches a node that listens on IPv4")
    func ipv4() async throws {
        try await Self.publish(to: "127.0.0.1")
    }

    @Test("it reaches a node that listens on IPv6 only", .enabled(if: hasIPv6))
    func ipv6() async throws {
        try await Self.publish(to: "::1")
    }

    @Test("why it could not connect, or is over, is a sentence")
    func sentences() {
        let reasons: [Publisher.Disconnection] = [
            .unreachable(.noAnswer), .unreachable(.consentExpired),
            .handshake(DTLSError(code: .timeout, message: "too late")),
            .closedByServer, .closed,
        ]
        for reason in reasons {
            #expect("\(reason)".first?.isUppercase == true)
            #expect("\(reason)".contains(" "))
            #expect(!"\(reason)".contains("WebRTC."))
        }
        #expect(
            "\(Publisher.Disconnection.handshake(DTLSError(code: .timeout, message: "too late")))".contains("too late"))
    }
}
