internal import Logging
internal import ServiceLifecycle

/// The alerts of a node or of a worker process, and the channels over which they are sent.
struct RunningMonitoring: Sendable {
    let desk: AlertDesk
    private let configuration: NodeConfiguration
    private let http: AlertHTTP?
    private let clock: NodeClock

    /// - Parameters:
    ///   - directory: the data directory, for the open alerts; nil for a process without one.
    ///   - watchesResources: whether the resources of the machine are measured, too.
    static func open(
        _ configuration: NodeConfiguration, directory: String?, watchesResources: Bool, clock: NodeClock,
        metrics: AlertMetrics, logger: Logger
    ) async throws(RoadWaveError) -> RunningMonitoring {
        let file: AlertFile?
        do throws(StorageError) {
            // A name that begins with a dot is not a key of the embedded storage, so no URL leads to it.
            file = try directory.map { path throws(StorageError) in
                AlertFile(storage: try DirectoryStorage(path: "\(path)/.alerts", durability: .powerLoss))
            }
        } catch {
            throw RoadWaveError(.storage, "cannot keep open alerts in the data directory", cause: error)
        }
        let settings = configuration.monitoring
        let http = settings.channels.webhook == nil && settings.channels.alertmanager == nil ? nil : AlertHTTP()
        var channels: [any AlertChannel] = []
        if let http, let webhook = settings.channels.webhook {
            channels.append(WebhookChannel(configuration: webhook, http: http))
        }
        if let mail = settings.channels.mail {
            channels.append(MailChannel(configuration: mail, clientName: RunningReplays.hostName))
        }
        let alertmanager: AlertmanagerChannel? =
            if let http, let root = settings.channels.alertmanager { AlertmanagerChannel(root: root, http: http) } else
            {
                nil
            }
        let measured = watchesResources ? ResourceMonitor.metrics(hasCache: configuration.mediaBaseURL != nil) : []
        let desk = AlertDesk(
            sender: AlertSender(configuration), rules: settings.rules(of: measured),
            timing: AlertTiming(
                alertAfter: settings.alertAfter, clearAfter: settings.clearAfter,
                longestGap: max(AlertTiming().longestGap, settings.period * 3)),
            channels: channels, alertmanager: alertmanager, file: file, clock: clock, metrics: metrics, logger: logger)
        await desk.recover()
        return RunningMonitoring(desk: desk, configuration: configuration, http: http, clock: clock)
    }

    /// Measures the node that has these lives.
    func measuring(_ lives: LiveRegistry) -> ResourceMonitorService {
        let probe = configuration.mediaBaseURL.map { DeliveryProbe(root: $0) }
        let monitor = ResourceMonitor(
            configuration.monitoring, desk: desk, clock: clock, probe: probe,
            sessions: { await lives.connectedCount }, newestLive: { await lives.anyRunning })
        return ResourceMonitorService(monitor: monitor, probe: probe, clock: clock)
    }

    /// Sends the alerts.
    var sending: AlertService { AlertService(desk: desk, clock: clock) }

    /// Closes the connections after the last message.
    func close() async { await http?.close() }
}

/// The sending of alerts as a service of a group.
struct AlertService: Service {
    let desk: AlertDesk
    let clock: NodeClock

    /// How long a stop waits for an attempt. The next start sends the message again, with the same identity.
    private static let stopTimeout = Duration.milliseconds(500)

    func run() async {
        await clock.runUntilShutdown(stoppingWithin: Self.stopTimeout) { await desk.run() }
    }
}

/// The measuring as a service of a group.
struct ResourceMonitorService: Service {
    let monitor: ResourceMonitor
    let probe: DeliveryProbe?
    let clock: NodeClock

    /// How long a stop waits for the file of open alerts, or for an answer of the cache.
    private static let stopTimeout = Duration.milliseconds(500)

    func run() async {
        await clock.runUntilShutdown(stoppingWithin: Self.stopTimeout) { await monitor.run() }
        await probe?.close()
    }
}

extension AlertSender {
    /// The sender for a configuration: names that are the same after a restart.
    init(_ configuration: NodeConfiguration) {
        let address = configuration.http
        let host = RunningReplays.hostName
        let node = configuration.publicURL ?? (address.port == 0 ? host : "\(host):\(address.port)")
        self.init(
            node: node,
            link: configuration.monitoring.link
                ?? (configuration.publicURL ?? "\(configuration.tls == nil ? "http" : "https")://\(address)")
                + "/exploitation")
    }
}
