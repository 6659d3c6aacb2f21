internal import RoadWaveRTC

/// Measures the resources of a node, once in a period, and hands the values to the alerts.
///
/// Reading them takes a fraction of a millisecond, except for the cache and the lives, which are asked concurrently: on
/// an overloaded machine, a slow answer must not delay the values that show the overload.
actor ResourceMonitor {
    private let desk: AlertDesk
    private let clock: NodeClock
    private let period: Duration
    private let rules: [MonitoredMetric: AlertRule]
    private let sessions: @Sendable () async -> Int
    private let newestLive: @Sendable () async -> LiveID?
    private let probe: DeliveryProbe?
    private let memory: MemoryUsage
    private var cpu: CPUUsage
    private var upload: UploadUsage
    private var latency = DeliveryLatency()
    private var isProbing = false
    private var count: (sessions: Int, time: MonotonicTime)?
    private var isCounting = false
    private var history = ResourceHistory()
    private var last: (values: [MonitoredMetric: Double], date: WallDate)?

    /// How long a count of the sessions is valid.
    private static let longestCount = Duration.seconds(5)

    /// - Parameters:
    ///   - sessions: the number of creators who are connected.
    ///   - newestLive: a live whose playlist is requested from the cache.
    ///   - probe: nil for a node without a cache.
    init(
        _ configuration: MonitoringConfiguration, desk: AlertDesk, clock: NodeClock, probe: DeliveryProbe?,
        sessions: @escaping @Sendable () async -> Int, newestLive: @escaping @Sendable () async -> LiveID?,
        files: MachineFiles = MachineFiles()
    ) {
        self.desk = desk
        self.clock = clock
        self.probe = probe
        self.sessions = sessions
        self.newestLive = newestLive
        period = configuration.period
        rules = configuration.rules(of: Self.metrics(hasCache: probe != nil))
        memory = MemoryUsage(files: files, capacity: configuration.memoryBytes)
        cpu = CPUUsage(files: files)
        upload = UploadUsage(
            files: files, interface: configuration.uplinkInterface,
            bitsPerSecond: configuration.uplinkBitsPerSecond)
    }

    /// The metrics that a node can measure.
    static func metrics(hasCache: Bool) -> [MonitoredMetric] {
        MonitoredMetric.allCases.filter { hasCache || $0 != .delivery }
    }

    /// Measures until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            var next = clock.now
            while !Task.isCancelled {
                if let probe, !isProbing {
                    isProbing = true
                    group.addTask { await self.ask(probe) }
                }
                if !isCounting {
                    isCounting = true
                    group.addTask { await self.countSessions() }
                }
                await measure()
                // A node that was paused measures once, not once for each second of the pause.
                next = max(next + period, clock.now)
                try? await clock.sleep(until: next)
            }
        }
    }

    /// The last values, and those of the last hour.
    func report() -> ResourceReport {
        let now = clock.now
        let metrics = MonitoredMetric.allCases.filter { rules[$0] != nil }
        return ResourceReport(
            date: last?.date,
            resources: metrics.map { metric in
                ResourceReport.Resource(
                    metric: metric, value: last?.values[metric], threshold: rules[metric]?.threshold,
                    hour: history.curve(of: metric, at: now))
            })
    }

    private func measure() async {
        let now = clock.now
        var values: [MonitoredMetric: Double] = [:]
        values[.cpu] = cpu.take(at: now)
        values[.memory] = memory.take()
        values[.upload] = upload.take(at: now)
        if let count, now - count.time <= max(Self.longestCount, period * 2) {
            values[.sessions] = Double(count.sessions)
        }
        values[.delivery] = latency.mean(at: now)
        history.add(values, at: now)
        last = (values, clock.date)
        await desk.take(values)
    }

    private func countSessions() async {
        count = (await sessions(), clock.now)
        isCounting = false
    }

    private func ask(_ probe: DeliveryProbe) async {
        let duration = await probe.measure(await newestLive())
        isProbing = false
        guard !Task.isCancelled, let duration else { return }
        latency.add(duration, at: clock.now)
    }
}
