/// What a user says of a live, once.
enum Voice: Hashable, Sendable, CaseIterable {
    case like
    case report
}
