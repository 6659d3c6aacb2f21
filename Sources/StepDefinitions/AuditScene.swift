/// The parts of a scenario of the audit trail: an ended live, and the actions of its creator and its listeners.
struct AuditScene: Sendable {
    /// Seconds since 1970, before a request was sent and after it was answered.
    typealias Moment = ClosedRange<Double>

    /// A listener of the live.
    struct Visitor: Sendable {
        let user: String
        /// The position that the application gave.
        let position: (latitude: Double, longitude: Double)?
        var joined: Moment
        /// Nil if the end of the live ended the session.
        var left: Moment?
    }

    /// The database as the node uses it, and the role of the node.
    var nodeDatabase = ""
    var role = ""
    var creator: SpeakingCreator?
    /// The creator.
    var creatorID = ""
    var started: Moment = 0...0
    var ended: Moment = 0...0
    var visitors: [Visitor] = []
    var reported: Moment = 0...0
    /// The reporting listener, and the category.
    var reporter = ""
    static let category = "spam"
    /// Whether no sweep runs.
    var hasNoSweep = false

    /// The most listeners at once.
    var peak: Int {
        let steps = visitors.flatMap { [($0.joined.upperBound, 1), (($0.left ?? ended).lowerBound, -1)] }
        var (present, most) = (0, 0)
        for (_, change) in steps.sorted(by: { $0.0 < $1.0 }) {
            present += change
            most = max(most, present)
        }
        return most
    }

    /// How long a listener listened.
    func seconds(_ visitor: Visitor) -> Double { (visitor.left ?? ended).lowerBound - visitor.joined.lowerBound }
}
