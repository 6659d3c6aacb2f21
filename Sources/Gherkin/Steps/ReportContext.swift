internal import Synchronization

/// Where a world, a step or a hook leaves attachments for the report.
///
/// What is attached goes to the step or the hook that is running.
public final class ReportContext: Sendable {
    private let pending = Mutex<[Attachment]>([])

    init() {}

    /// Adds something to the report of the running step or hook.
    public func attach(_ attachment: Attachment) {
        pending.withLock { $0.append(attachment) }
    }

    /// Adds a line of log to the report of the running step or hook.
    public func log(_ text: String) {
        attach(.log(text))
    }

    /// Takes what was attached since the last time.
    func drain() -> [Attachment] {
        pending.withLock { attachments in
            defer { attachments = [] }
            return attachments
        }
    }
}
