internal import Foundation

/// One run of the server under so many lives.
struct LiveRun {
    let lives: Int
    let ladder: [String]
    let seconds: Int
    let isS3: Bool

    /// Let pass before the use of the machine is counted: encoders warm up, first segments are cut.
    private static let warmUp = 5.0

    func measure(in folder: URL) throws -> LiveFigures {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let storage = isS3 ? try S3UnderTest(in: folder.appending(path: "s3")) : nil
        defer { storage?.stop() }
        let data = folder.appending(path: "data").path
        var environment = ["ROADWAVE_MAX_LIVES": "\(lives)", "ROADWAVE_RENDITIONS": ladder.joined(separator: ",")]
        environment.merge(storage?.settings ?? [:]) { $1 }
        let server = try BenchProcess(
            "roadwave-server",
            ["serve", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", data],
            environment: environment, log: folder.appending(path: "server.log"))
        defer { server.stop() }
        let addresses = try server.readyValues()
        guard let http = addresses["http"], let admin = addresses["admin"] else {
            throw BenchError("the server's ready line has no http and admin")
        }
        let load = try BenchProcess(
            "roadwave-load",
            [
                "lives", "--whip", http + "/whip", "--lives", "\(lives)", "--seconds", "\(seconds)", "--media",
                storage?.publicRoot ?? data, "--renditions", ladder.joined(separator: ","),
            ], log: folder.appending(path: "load.log"))
        defer { load.stop() }

        guard try load.line() == "sending" else { throw BenchError("the lives do not connect: \(load.tail)") }
        // why: what is measured is a stretch of real time.
        Thread.sleep(forTimeInterval: Self.warmUp)
        let before = try ProcessUsage(of: server.identifier)
        // why: the same.
        Thread.sleep(forTimeInterval: Double(seconds) - Self.warmUp - 2)
        let after = try ProcessUsage(of: server.identifier)
        guard try load.line() == "sent" else { throw BenchError("the lives broke off: \(load.tail)") }
        let received = try Metrics(admin).settled("roadwave_packets_received_total")
        load.say("end")
        guard let line = try load.line() else { throw BenchError("the load gives no figures: \(load.tail)") }
        let heard = try LoadReport(json: line)
        return LiveFigures(
            lives: lives, renditions: ladder.count, cpuPercent: after.cpuPercent(since: before) / Double(lives),
            pssMegabytes: after.proportionalMegabytes / Double(lives), heard: heard,
            packetsLost: heard.packetsSent - received)
    }
}
