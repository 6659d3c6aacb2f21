internal import Foundation
internal import RoadWaveTestServices

/// The monitored node: its load, and the team on duty.
extension RoadWaveWorld {
    /// Adds a fault, for a sabotage.
    func join(_ accomplice: MonitoringScene.Accomplice) { monitoring.accomplices.insert(accomplice) }

    /// A metric of the table: where the node shows it and its threshold, and in what the table writes it.
    struct WatchedMetric: Sendable {
        let series: String
        let threshold: String
        let unit: String
        /// How many of the table's units make one of the page's.
        let scale: Double
        /// The name in messages.
        let name: String
    }

    /// The metrics by their names in the table.
    static let watchedMetrics: [String: WatchedMetric] = [
        "CPU utilisation": WatchedMetric(
            series: "roadwave_cpu_usage_ratio", threshold: "roadwave_cpu_usage_threshold_ratio", unit: "%", scale: 100,
            name: "cpu_usage"),
        "Mémoire utilisation": WatchedMetric(
            series: "roadwave_memory_usage_ratio", threshold: "roadwave_memory_usage_threshold_ratio", unit: "%",
            scale: 100, name: "memory_usage"),
        "Bande passante upload": WatchedMetric(
            series: "roadwave_upload_usage_ratio", threshold: "roadwave_upload_usage_threshold_ratio",
            unit: "% capacité", scale: 100, name: "upload_usage"),
        "Nombre connexions WebRTC": WatchedMetric(
            series: "roadwave_webrtc_sessions", threshold: "roadwave_webrtc_sessions_threshold", unit: "", scale: 1,
            name: "webrtc_sessions"),
        "Latence moyenne CDN": WatchedMetric(
            series: "roadwave_cdn_latency_seconds", threshold: "roadwave_cdn_latency_threshold_seconds", unit: "ms",
            scale: 1_000, name: "cdn_latency"),
    ]

    /// A node on its own disk, in one rendition, behind NGINX with the configuration of production and a line to it that can
    /// be slowed down; and so many creators who speak. The thresholds are left as they are.
    func startWatchedLives(_ count: Int) async throws {
        let team = try await AlertedTeam.start()
        let cache = try await DelayedCache.start()
        atEnd { await team.stop() }
        atEnd { await cache.stop() }
        (monitoring.team, monitoring.cache) = (team, cache)
        var settings = Self.embeddedStorage
        for (key, value) in try await alertSettings() where configuration[key] == nil { settings[key] = value }
        settings["ROADWAVE_MEDIA_BASE_URL"] = await cache.base
        settings["ROADWAVE_RENDITIONS"] = "48k"
        settings["ROADWAVE_WORKERS"] = "0"
        try await restartServer(with: settings)
        let place = folder + "/cache"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let nginx = try await NGINXServer.start(in: place, storage: try runningServer().http, prefix: "")
        atEnd { await nginx.stop() }
        await cache.setOrigin(nginx.http)
        let crowd = try CreatorCrowd(endpoint: try runningServer().http + "/whip?title=Un%20live%20surveill%C3%A9")
        monitoring.crowd = crowd
        atEnd { await crowd.stop() }
        await crowd.speak()
        try await addCreators(count)
    }

    /// The team that the nodes alert.
    func alertedTeam() throws -> AlertedTeam {
        guard let team = monitoring.team else { throw DriverError("aucune équipe : le contexte du scénario manque") }
        return team
    }

    /// The settings of a node's alerts: the webhook and the delays.
    private func alertSettings() async throws -> [String: String] {
        let team = try alertedTeam()
        let isStranger = monitoring.accomplices.contains(.otherSecret)
        return [
            "ROADWAVE_ALERT_WEBHOOK_URL": await team.url,
            "ROADWAVE_ALERT_WEBHOOK_SECRET": isStranger ? "un-tout-autre-secret" : team.secret,
            "ROADWAVE_ALERT_AFTER_SECONDS": "\(MonitoringScene.hold)",
            "ROADWAVE_ALERT_CLEAR_SECONDS": "\(MonitoringScene.hold)",
            "ROADWAVE_ALERT_LINK": "https://tableau.example/roadwave",
        ]
    }

    /// More creators connect, and speak.
    func addCreators(_ count: Int) async throws {
        try await monitoring.crowd?.connect(tokens: (0..<count).map { _ in UUID().uuidString })
    }

    /// The number of creators who are connected, as they know it themselves.
    func connectedCreators() async -> Int { await monitoring.crowd?.tones.count ?? 0 }

    /// A figure of the node's metrics page; −1 when it is not there.
    func figure(_ name: String) async throws -> Double {
        let page = await HTTPWitness().request(try runningServer().admin + "/metrics")?.text ?? ""
        let line = page.split(whereSeparator: \.isNewline).last { $0.hasPrefix(name + " ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) } ?? -1
    }

    // MARK: The breaches

    /// Has two programs for each processor do nothing but count, after all others: the creators are heard meanwhile.
    func loadProcessors() async {
        for _ in 0..<2 * ProcessInfo.processInfo.activeProcessorCount {
            let process = await ChildProcess.start(
                "nice", ["-n", "19", "sh", "-c", "while :; do :; done"], name: "charge")
            monitoring.load.append(process)
            atEnd { await process.kill() }
        }
    }

    /// Stops the programs that count.
    func relieveProcessors() async {
        for process in monitoring.load { await process.kill() }
        monitoring.load = []
    }

    /// Has the cache answer later than the specification allows.
    func delayCache() async {
        if !monitoring.accomplices.contains(.noDelay) { await monitoring.cache?.setDelay(.milliseconds(400)) }
    }

    /// Has the cache answer as fast as it can, and all creators end their lives.
    func relieve() async {
        await monitoring.cache?.setDelay(.zero)
        await relieveProcessors()
        if !monitoring.accomplices.contains(.creatorsStay) { await monitoring.crowd?.endAll() }
    }

    /// Starts a second node, whose machine has two thirds of the memory that is used now, and hardly an uplink: what it sends
    /// is what this machine sends itself, the voices of the creators among it.
    func startSmallNode() async throws {
        var environment = try await alertSettings()
        monitoring.memoryCapacity = try MachineLoad.memory().used / 1.5
        if !monitoring.accomplices.contains(.ampleMemory) {
            environment["ROADWAVE_MEMORY_CAPACITY_MB"] = "\(monitoring.memoryCapacity.rounded())"
        }
        let uplink = monitoring.accomplices.contains(.ampleUplink) ? 100_000 : MonitoringScene.uplink
        environment["ROADWAVE_UPLINK_MBPS"] = "\(uplink)"
        environment["ROADWAVE_UPLINK_INTERFACE"] = "lo"
        environment["ROADWAVE_PUBLIC_URL"] = "http://petit-noeud.example"
        environment["ROADWAVE_WORKERS"] = "0"
        // The processors are those of the first node.
        environment["ROADWAVE_ALERT_CPU_PERCENT"] = "100"
        let second = try await ServerProcess.start(data: folder + "/petit", environment: environment)
        monitoring.second = second
        atEnd { await second.process.stop() }
    }

    /// The bytes that this machine has sent to itself, as Linux counts them.
    func sentToItself() throws -> Double {
        let text = try String(contentsOfFile: "/proc/net/dev", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.drop { $0 == " " }.hasPrefix("lo:") } ?? ""
        let numbers = line.split(separator: ":").last?.split(separator: " ") ?? []
        return numbers.count > 8 ? Double(numbers[8]) ?? 0 : 0
    }
}
