/// The reason of a report: a closed list, so that reports can be counted and sorted.
enum ReportCategory: String, CaseIterable, Sendable {
    /// Incitement to hatred.
    case hate
    /// Violence, or incitement to it.
    case violence
    /// Harassment of a person.
    case harassment
    /// Sexual content.
    case sexual
    /// Danger for minors, or a wrong age classification.
    case minors
    /// False information.
    case misinformation
    /// Music or another work without the right to it.
    case copyright
    /// Advertising or fraud.
    case spam
    /// Anything else.
    case other
}
