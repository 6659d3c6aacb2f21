internal import CoreMetrics
internal import Logging
internal import RoadWaveRTC

/// The owner of a node's alerts: takes the measured values and the failures, and sends each message over every channel.
///
/// The open incidents and the waiting messages are written to a file before the first attempt, so after a restart no
/// beginning is repeated and no end is lost. See docs/decisions/monitoring.md, « At least once, with one identity ».
actor AlertDesk {
    /// How long a message waits for the file. The message may be about this very disk.
    private static let longestSave = Duration.seconds(2)
    /// The most past messages that operators see: those of an evening.
    private static let remembered = 50
    /// How often due messages are looked for.
    private static let tick = Duration.seconds(1)

    private let sender: AlertSender
    private let rules: [MonitoredMetric: AlertRule]
    private let timing: AlertTiming
    private let channels: [any AlertChannel]
    private let alertmanager: AlertmanagerChannel?
    private let file: AlertFile?
    private let clock: NodeClock
    private let metrics: AlertMetrics
    private let logger: Logger

    private var machine: AlertMachine
    private var outboxes: [AlertChannelName: AlertOutbox] = [:]
    private var feed: AlertmanagerFeed
    /// The last messages of this process, the latest first.
    private var recent: [AlertMessage] = []
    /// Whether the content of the file is older than the state.
    private var isUnsaved = false
    private var saving: Task<Void, Never>?
    /// Failed replays that are not announced yet.
    private let failures: AsyncStream<(live: LiveID, reason: String)>
    private nonisolated let failure: AsyncStream<(live: LiveID, reason: String)>.Continuation

    /// - Parameters:
    ///   - channels: each gets every message once.
    ///   - file: nil for a process without a disk, which loses its alerts when it ends.
    init(
        sender: AlertSender, rules: [MonitoredMetric: AlertRule], timing: AlertTiming = AlertTiming(),
        channels: [any AlertChannel], alertmanager: AlertmanagerChannel?, file: AlertFile?, clock: NodeClock,
        metrics: AlertMetrics, logger: Logger
    ) {
        self.sender = sender
        self.rules = rules
        self.timing = timing
        self.channels = channels
        self.alertmanager = alertmanager
        self.file = file
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        machine = AlertMachine(rules: rules, timing: timing)
        feed = AlertmanagerFeed(sender: sender)
        (failures, failure) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(AlertOutbox.capacity))
    }

    /// Reads the alerts of the earlier process. To be called before anything else.
    func recover() async {
        metrics.show(rules)
        guard let file else { return }
        let content: AlertFile.Content
        do throws(StorageError) {
            content = try await file.read()
        } catch {
            return logger.warning(
                "the open alerts are not readable: those that go on are sent again", metadata: ["error": "\(error)"])
        }
        machine = AlertMachine(rules: rules, timing: timing, open: content.incidents)
        for (name, messages) in content.outboxes {
            guard let channel = AlertChannelName(rawValue: name), channels.contains(where: { $0.name == channel })
            else { continue }
            outboxes[channel] = AlertOutbox(messages)
        }
        metrics.open.set(machine.open.count)
        for incident in machine.open {
            feed.take(sender.message(about: .started(incident), timing: timing, rule: rules[incident.metric]))
        }
    }

    /// Takes the measured values of the metrics that have one.
    func take(_ values: [MonitoredMetric: Double]) {
        metrics.show(values)
        for event in machine.take(values, at: clock.now, date: clock.date) { announce(event) }
        metrics.open.set(machine.open.count)
    }

    /// The open alerts as their first messages, and the last messages of this process, the latest first.
    func overview() -> (open: [AlertMessage], recent: [AlertMessage]) {
        (machine.open.map { sender.message(about: .started($0), timing: timing, rule: rules[$0.metric]) }, recent)
    }

    /// Announces a replay that has failed for good.
    nonisolated func replayFailed(_ live: LiveID, reason: String) { failure.yield((live, reason)) }

    private func announce(_ event: AlertEvent) {
        let rule: AlertRule? =
            switch event {
            case .started(let incident), .ended(let incident, _, _): rules[incident.metric]
            case .replayFailed: nil
            }
        let message = sender.message(about: event, timing: timing, rule: rule)
        logger.log(
            level: message.status == .resolved ? .notice : .error, "alert",
            metadata: ["status": "\(message.status.rawValue)", "subject": "\(message.subject)", "id": "\(message.id)"])
        recent = [message] + recent.prefix(Self.remembered - 1)
        for channel in channels {
            if let lost = outboxes[channel.name, default: AlertOutbox()].add(message) {
                giveUp(lost, channel.name, nil)
            }
        }
        if alertmanager != nil { feed.take(message) }
        save()
    }

    private func giveUp(_ message: AlertMessage, _ channel: AlertChannelName, _ reason: String?) {
        metrics.lost.increment(channel)
        logger.error(
            "an alert is given up",
            metadata: [
                "channel": "\(channel.rawValue)", "id": "\(message.id)",
                "reason": "\(reason ?? "too many messages wait")",
            ])
    }

    /// Begins to write the state, or schedules another write after the current one.
    private func save() {
        guard let file else { return }
        isUnsaved = true
        if saving == nil { saving = Task { await write(to: file) } }
    }

    private func write(to file: AlertFile) async {
        while isUnsaved {
            isUnsaved = false
            let messages = Dictionary(outboxes.map { ($0.rawValue, $1.messages) }, uniquingKeysWith: { $1 })
            do throws(StorageError) {
                try await file.write(AlertFile.Content(incidents: machine.open, outboxes: messages))
            } catch {
                // Messages are sent all the same: they may be about a full disk.
                logger.warning("the open alerts are not written", metadata: ["error": "\(error)"])
            }
        }
        saving = nil
    }
}

// MARK: - Sending

extension AlertDesk {
    /// Sends messages until the task is cancelled. A channel that hangs does not hold up the others.
    func run() async {
        await withDiscardingTaskGroup { group in
            for channel in channels {
                group.addTask { await self.serve { await self.attempt(channel) } }
            }
            if alertmanager != nil { group.addTask { await self.serve { await self.report() } } }
            group.addTask { await self.announceFailures() }
        }
        await saving?.value
    }

    private func announceFailures() async {
        for await (live, reason) in failures {
            announce(.replayFailed(live, reason: reason, at: clock.date))
        }
    }

    /// Repeats a body: at once while it returns true, and once in a tick otherwise.
    private func serve(_ body: @Sendable () async -> Bool) async {
        while !Task.isCancelled {
            if await body() { continue }
            try? await clock.sleep(for: Self.tick)
        }
    }

    /// Tries the message that is due on a channel, if any.
    /// - Returns: whether the next one may be due as well.
    private func attempt(_ channel: any AlertChannel) async -> Bool {
        guard case .send(let message)? = outboxes[channel.name]?.next(at: clock.now) else { return false }
        if let saving { _ = await clock.wait(for: [saving], atMost: Self.longestSave) }
        let outcome = await channel.send(message)
        // A cancelled attempt has no outcome: the message is in the file.
        guard !Task.isCancelled else { return false }
        note(outcome, of: channel.name)
        guard let fate = outboxes[channel.name]?.settle(outcome, at: clock.now) else { return false }
        if fate == .givenUp { giveUp(message, channel.name, outcome.reason) }
        if case .retried = fate { return false }
        save()
        return true
    }

    /// Posts the report that is due, if any.
    private func report() async -> Bool {
        guard let alertmanager, let report = feed.report(at: clock.now, date: clock.date) else { return false }
        let outcome = await alertmanager.post(report.alerts)
        guard !Task.isCancelled else { return false }
        note(outcome, of: .alertmanager)
        feed.settle(outcome, of: report, at: clock.now)
        return false
    }

    private func note(_ outcome: AlertOutbox.Outcome, of channel: AlertChannelName) {
        switch outcome {
        case .accepted, .partly: metrics.sent.increment(channel)
        case .failed, .refused: break
        }
        guard let reason = outcome.reason else { return }
        metrics.failures.increment(channel)
        logger.warning(
            "an alert could not be sent", metadata: ["channel": "\(channel.rawValue)", "reason": "\(reason)"])
    }
}

extension AlertOutbox.Outcome {
    /// Why a recipient did not get the message; nil if all did.
    var reason: String? {
        switch self {
        case .accepted: nil
        case .partly(let reason), .failed(let reason, _), .refused(let reason): reason
        }
    }
}
