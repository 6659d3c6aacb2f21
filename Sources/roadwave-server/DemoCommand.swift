import ArgumentParser
import Foundation
import Logging
import RoadWave
import ServiceLifecycle
import UnixSignals

/// `roadwave-server demo`: a node, a live that it publishes to itself, and the pages to listen and to speak.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Broadcasts a live of its own: nothing to install, to configure or to record.",
        discussion: """
            Starts a node on loopback addresses, publishes a live to it over WebRTC (spoken French where espeak-ng is \
            installed, tones elsewhere), and prints the addresses of its pages: the listener's, which it opens where there \
            is a desktop, the creator's, and that of the playlist for players such as VLC and ffplay. Then it prints, for \
            each segment, the time from the sending of its last sample to its place in the playlist. Ends on Ctrl-C; the \
            media is removed.
            """)

    @Option(
        help: ArgumentHelp("Where HLS is served; port 0 is a free port.", valueName: "host:port"),
        transform: { try ServeCommand.address($0) })
    var http = ListenAddress(host: "127.0.0.1", port: 0)

    @Option(help: ArgumentHelp("Ends by itself after this long.", valueName: "seconds"))
    var seconds: Int?

    @Flag(inversion: .prefixedNo, help: "Opens the listener's page in the browser, where there is a desktop.")
    var open = true

    func validate() throws {
        guard seconds.map({ $0 > 0 }) ?? true else { throw ValidationError("--seconds must be at least 1") }
    }

    func run() async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            // Only the output of the demo itself is of interest.
            handler.logLevel = .error
            return handler
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("roadwave-demo-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = NodeConfiguration()
        settings.http = http
        settings.udp = ListenAddress(host: http.host, port: 0)
        settings.dataDirectory = folder.path
        let demo = DemoService(
            node: RoadWaveNode(configuration: settings, logger: Logger(label: "roadwave")), duration: seconds,
            opensPage: open)
        // The end of the demo is the end of the group.
        let service = ServiceGroupConfiguration.ServiceConfiguration(
            service: demo, successTerminationBehavior: .gracefullyShutdownGroup)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "roadwave")))
        do {
            try await services.run()
        } catch let error as RoadWaveError {
            throw CommandError(message: error.description)
        }
    }
}
