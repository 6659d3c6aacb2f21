internal import ArgumentParser
internal import Foundation

/// `ci/bench audience`: the cost of listeners for the release server and a real Redis, with heartbeats at a steady
/// rate.
struct AudienceBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audience",
        abstract: "Heartbeats of many listeners, with joins and leaves: latency, exact counts, CPU.",
        discussion: """
            Starts a Redis, the release server and a process of listeners, who join lives without sound and send a heartbeat \
            every ten seconds with tokens that the server verifies. One listener in thirty-two leaves in each period, and \
            another joins. A heartbeat is due at its time whatever the answers before it took, and its latency counts from \
            then. The number of listeners that the load knows of is then compared, live by live, with the server's and with \
            Redis's. Then the rate rises by a quarter until it does not hold. Beside it, in the same run, redis-benchmark \
            repeats a heartbeat's script with the arguments that the server sent.
            """)

    /// The specification's period, in seconds.
    static let heartbeat = 10.0

    @Option(help: "How many lives.")
    var lives = 100

    @Option(help: "How many listeners each live has.")
    var listeners = 500

    @Option(help: "How many seconds are measured.")
    var seconds = 30

    @Option(help: "How many keep-alive connections the listeners share, as behind a proxy.")
    var connections = 500

    @Flag(inversion: .prefixedNo, help: "Measures over HTTPS, too.")
    var https = true

    @Flag(inversion: .prefixedNo, help: "Looks for the highest rate that holds.")
    var highest = true

    @Option(help: "Writes the figures to this file too.")
    var json: String?

    func validate() throws {
        guard (1...1_000).contains(lives) else { throw ValidationError("--lives is from 1 to 1000") }
        guard (1...50_000).contains(listeners) else { throw ValidationError("--listeners is from 1 to 50000") }
        guard (5...120).contains(seconds) else { throw ValidationError("--seconds is from 5 to 120") }
        guard (1...1_000).contains(connections), connections <= lives * listeners else {
            throw ValidationError("--connections is from 1 to 1000, and no more than there are listeners")
        }
    }

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roadwave-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        var figures = AudienceFigures(http: try measure(isSecure: false, in: folder.appending(path: "http")))
        if https { figures.https = try measure(isSecure: true, in: folder.appending(path: "https")) }
        print(figures.table(lives: lives, listeners: listeners))
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(figures).write(to: URL(filePath: json))
        }
        for row in figures.rows {
            if let difference = row.difference { throw BenchError("counts are not exact: \(difference)") }
        }
    }

    private func measure(isSecure: Bool, in folder: URL) throws -> AudienceRow {
        try AudienceRun(
            lives: lives, listeners: listeners, connections: connections, seconds: seconds, isSecure: isSecure,
            looksForHighest: highest
        ).measure(in: folder)
    }
}
