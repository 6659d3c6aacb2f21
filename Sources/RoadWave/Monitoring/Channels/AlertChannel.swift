/// A way to the people on duty that gets each message once: the webhook, or mail.
protocol AlertChannel: Sendable {
    /// The name in logs, metrics and the file of open alerts.
    var name: AlertChannelName { get }

    /// Tries once to send a message, for ten seconds at most.
    func send(_ message: AlertMessage) async -> AlertOutbox.Outcome
}

/// The names of the channels.
enum AlertChannelName: String, CaseIterable, Sendable {
    case webhook
    case mail
    case alertmanager
}
