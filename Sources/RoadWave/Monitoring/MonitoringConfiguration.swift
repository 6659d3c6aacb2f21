/// The thresholds, periods and channels of a node's monitoring. The default thresholds are the specification's.
public struct MonitoringConfiguration: Sendable {
    /// The thresholds, in the units that people read: percent, connections, milliseconds.
    public var thresholds: [MonitoredMetric: Double] = [
        .cpu: 80, .memory: 85, .upload: 80, .sessions: 90, .delivery: 200,
    ]
    /// How long a value is over its threshold before an alert.
    public var alertAfter = Duration.seconds(30)
    /// How long a value stays under its threshold by ``margin`` before the end of the alert.
    public var clearAfter = Duration.seconds(60)
    /// How often the resources are measured.
    public var period = Duration.seconds(1)
    /// The capacity of the machine's uplink, in bits per second.
    public var uplinkBitsPerSecond = 1_000_000_000
    /// The network interface whose bytes are counted; nil for the one of the default route.
    public var uplinkInterface: String?
    /// The memory that may be used, in bytes; nil for all memory of the machine.
    public var memoryBytes: Int?
    /// Where alerts are sent.
    public var channels = AlertChannelConfiguration()
    /// A page for the reader of an alert, such as a dashboard; nil for the operator's page of the node.
    public var link: String?

    /// The distance under the threshold at which an alert may end: five points, connections or milliseconds.
    static let margin = 5.0

    /// The specification's values.
    public init() {}

    /// The rules of the metrics, in the metrics' own units.
    /// - Parameter metrics: those that the node can measure.
    func rules(of metrics: some Sequence<MonitoredMetric>) -> [MonitoredMetric: AlertRule] {
        let rules = metrics.compactMap { metric in
            thresholds[metric].map { threshold in
                (
                    metric,
                    // Divided, not multiplied by 0.01: the quotient of whole numbers is the nearest Double, as is a
                    // measured share of exactly 80 %.
                    AlertRule(
                        threshold: threshold / metric.unit.scale,
                        release: (threshold - Self.margin) / metric.unit.scale)
                )
            }
        }
        return Dictionary(rules, uniquingKeysWith: { $1 })
    }
}

/// The channels of alerts. Each alert goes to all channels that are set.
public struct AlertChannelConfiguration: Sendable {
    /// A URL that gets each alert as signed JSON.
    public struct Webhook: Sendable {
        /// The URL.
        public var url: String
        /// The key of the signature.
        public var secret: String

        /// A URL with the key of its signature.
        public init(url: String, secret: String) {
            self.url = url
            self.secret = secret
        }
    }

    /// Mail through an SMTP server.
    public struct Mail: Sendable {
        /// The server.
        public var server: MailServer
        /// The sender's address.
        public var from: String
        /// The recipients' addresses.
        public var to: [String]

        /// Mail from one address to others.
        public init(server: MailServer, from: String, to: [String]) {
            self.server = server
            self.from = from
            self.to = to
        }
    }

    /// The webhook; nil for none.
    public var webhook: Webhook?
    /// The mail; nil for none.
    public var mail: Mail?
    /// The root of Alertmanager's URLs; nil for none.
    public var alertmanager: String?

    /// No channel: alerts are only logged.
    public init() {}
}
