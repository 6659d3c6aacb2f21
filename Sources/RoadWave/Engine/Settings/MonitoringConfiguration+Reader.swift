internal import Configuration

extension MonitoringConfiguration {
    /// Reads every key that the reader has; the others keep their defaults.
    /// - Throws: `ConfigurationError` naming the key, the value and the accepted values.
    init(reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        let percent = "expected a number from 0 to 100"
        try readThreshold(reader, .cpu, .alertCPU, in: 0...100, percent)
        try readThreshold(reader, .memory, .alertMemory, in: 0...100, percent)
        try readThreshold(reader, .upload, .alertUpload, in: 0...100, percent)
        try readThreshold(reader, .sessions, .alertSessions, in: 0...10_000, "expected a number from 0 to 10000")
        try readThreshold(
            reader, .delivery, .alertDelivery, in: 1...60_000, "expected a number of milliseconds from 1 to 60000")
        if let value = try reader.seconds(.monitoringSeconds, in: 1...60) { period = value }
        if let value = try reader.seconds(.alertAfterSeconds, in: 0...3_600) { alertAfter = value }
        if let value = try reader.seconds(.alertClearSeconds, in: 0...3_600) { clearAfter = value }
        if let value = try reader.value(
            .uplinkMegabits, accepted: "expected a number of megabits per second from 0.001 to 1000000",
            { text in Double(text).flatMap { (0.001...1_000_000).contains($0) ? Int($0 * 1e6) : nil } })
        {
            uplinkBitsPerSecond = value
        }
        uplinkInterface = reader.text(.uplinkInterface)
        if reader.text(.memoryMegabytes) != nil {
            memoryBytes = try reader.value(
                .memoryMegabytes, accepted: "expected a number of megabytes from 1 to 100000000"
            ) { text in Double(text).flatMap { (1...100_000_000).contains($0) ? Int($0 * 1e6) : nil } }
        }
        if reader.text(.alertLink) != nil {
            link = try reader.value(.alertLink, accepted: Self.acceptedURL, Self.parseURL)
        }
        channels = try AlertChannelConfiguration(reader: reader)
    }

    private mutating func readThreshold(
        _ reader: ConfigReader, _ metric: MonitoredMetric, _ key: NodeConfiguration.Key, in range: ClosedRange<Double>,
        _ accepted: String
    ) throws(ConfigurationError) {
        let value = try reader.value(key, accepted: accepted) { text in
            Double(text).flatMap { range.contains($0) ? $0 : nil }
        }
        if let value { thresholds[metric] = value }
    }

    static let acceptedURL = "expected an http or https URL, such as https://alerts.example/hook"

    /// A URL with a path, without a login; nil for any other text.
    static func parseURL(_ text: String) -> String? {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix), text.utf8.count <= 2_000,
            text.utf8.allSatisfy({ (0x21..<0x7f).contains($0) && $0 != UInt8(ascii: "\"") })
        else { return nil }
        let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        return WebOrigin.isAuthority(authority) ? text : nil
    }
}

extension AlertChannelConfiguration {
    /// RFC 2104 §3 asks for a key about as long as the digest; shorter than half of it, it can be guessed.
    private static let shortestSecret = 16

    init(reader: ConfigReader) throws(ConfigurationError) {
        self.init()
        webhook = try Self.webhook(reader)
        mail = try Self.mail(reader)
        if reader.text(.alertmanager) != nil {
            alertmanager = try reader.value(.alertmanager, accepted: MonitoringConfiguration.acceptedURL) { text in
                MonitoringConfiguration.parseURL(text.hasSuffix("/") ? String(text.dropLast()) : text)
            }
        }
    }

    private static func webhook(_ reader: ConfigReader) throws(ConfigurationError) -> Webhook? {
        let (url, secret) = (
            reader.text(.webhookURL, isSecret: true), reader.text(.webhookSecret, isSecret: true)
        )
        guard url != nil || secret != nil else { return nil }
        guard let url, let parsed = MonitoringConfiguration.parseURL(url) else {
            throw ConfigurationError(
                key: .webhookURL, value: url ?? "", accepted: MonitoringConfiguration.acceptedURL)
        }
        guard let secret, secret.utf8.count >= shortestSecret else {
            throw ConfigurationError(
                key: .webhookSecret, value: "", accepted: "expected at least \(shortestSecret) characters")
        }
        return Webhook(url: parsed, secret: secret)
    }

    private static func mail(_ reader: ConfigReader) throws(ConfigurationError) -> Mail? {
        let address = reader.text(.mailServer, isSecret: true)
        let (from, to) = (reader.text(.mailFrom), reader.text(.mailTo))
        guard address != nil || from != nil || to != nil else { return nil }
        guard let address, let server = MailServer(parsing: address) else {
            throw ConfigurationError(key: .mailServer, value: address ?? "", accepted: MailServer.accepted)
        }
        guard let from, MailServer.isMailbox(from) else {
            throw ConfigurationError(
                key: .mailFrom, value: from ?? "", accepted: "expected an address, such as radio@example.org")
        }
        let recipients = (to ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        // RFC 5321 §4.5.3.1.8: servers take a hundred recipients.
        guard (1...100).contains(recipients.count), recipients.allSatisfy(MailServer.isMailbox) else {
            throw ConfigurationError(
                key: .mailTo, value: to ?? "",
                accepted: "expected addresses, separated by commas, such as a@example.org,b@example.org")
        }
        return Mail(server: server, from: from, to: recipients)
    }
}
