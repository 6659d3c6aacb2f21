/// Thrown by a step or a hook that is not written yet: the scenario is pending, the steps after it are skipped.
public struct PendingStep: Error, Sendable, Hashable {
    /// What is still missing, for people; may be empty.
    public let reason: String

    /// A step that is not written yet.
    public init(_ reason: String = "") {
        self.reason = reason
    }
}

/// Thrown by a step or a hook that has no business here (a service that this machine lacks, say): the rest of the
/// scenario is skipped, and that is no failure.
public struct SkippedStep: Error, Sendable, Hashable {
    /// Why the scenario is skipped, for people; may be empty.
    public let reason: String

    /// A scenario that is to be skipped from here on.
    public init(_ reason: String = "") {
        self.reason = reason
    }
}
