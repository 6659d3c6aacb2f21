internal import CoreMetrics
internal import Logging
internal import ServiceLifecycle

/// Prepares the audit trail for the next days, and deletes expired events: at the start of a node, then every hour.
/// Several nodes may do it at once. See docs/decisions/audit.md, « Days ».
struct AuditUpkeep: Service {
    static let period = Duration.seconds(3_600)
    /// After a failure, or if a reader held a lock: days are made ahead, so nothing is urgent.
    static let retryPeriod = Duration.seconds(60)

    let store: any AuditStore
    let keptDays: Int
    let clock: NodeClock
    let metrics: AuditMetrics
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            var reported = AuditSweep()
            var isFirst = true
            while !Task.isCancelled {
                let isDone = await perform(isFirst: isFirst, &reported)
                isFirst = false
                try? await clock.sleep(for: isDone ? Self.period : Self.retryPeriod)
            }
        }
    }

    /// - Parameter reported: the result that was logged last.
    /// - Returns: false if it has to be done again soon.
    private func perform(isFirst: Bool, _ reported: inout AuditSweep) async -> Bool {
        do throws(DatabaseFailure) {
            let readiness = try await store.prepare(keptDays: keptDays)
            metrics.daysReady.set(readiness.daysReady)
            if isFirst { report(readiness) }
            let sweep = try await store.sweep(isForced: false, isDryRun: false)
            if readiness.daysReady != nil { metrics.daysOverdue.set(sweep.late.count) }
            report(sweep, after: reported)
            reported = sweep
            return sweep.late.isEmpty || sweep.isWithheld
        } catch {
            logger.warning("the audit trail cannot be kept in order now", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func report(_ readiness: AuditReadiness) {
        if readiness.isProtected == false {
            logger.warning(
                "this node could change the audit trail: give it another role than the owner of the tables")
        }
        guard readiness.keptDays != keptDays else { return }
        logger.warning(
            "the owner of the tables keeps the audit trail for another time: 'migrate' changes it",
            metadata: ["days": "\(readiness.keptDays)", "setting": "\(keptDays)"])
    }

    private func report(_ sweep: AuditSweep, after reported: AuditSweep) {
        if !sweep.days.isEmpty || sweep.events > 0 {
            logger.notice(
                "audit events were deleted after their time",
                metadata: ["days": "\(sweep.days.joined(separator: " "))", "events": "\(sweep.events)"])
        }
        guard sweep.isWithheld || !sweep.strange.isEmpty,
            sweep.late != reported.late || sweep.strange != reported.strange
        else { return }
        for line in sweep.lines(isDryRun: false).dropFirst() { logger.error("\(line)") }
    }
}

/// The metrics of the audit trail. They have values only for a store with partitions.
struct AuditMetrics: Sendable {
    let daysReady: GaugeIfKnown
    let daysOverdue: GaugeIfKnown

    init(_ factory: any MetricsFactory) {
        daysReady = factory.gaugeIfKnown(
            "roadwave_audit_days_ready", "Days from today on that have their part of the audit trail.")
        daysOverdue = factory.gaugeIfKnown(
            "roadwave_audit_days_overdue", "Days of the audit trail that are due for deletion and still there.")
    }
}
