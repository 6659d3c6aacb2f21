/// A creator, as the token of a request identifies them.
package struct Creator: Hashable, Sendable {
    /// The creator's identity: the same from one live to the next.
    package let id: UserID
    /// Whether the creator pays for a place in the priority queue when all places are taken.
    package let isPremium: Bool

    /// A creator from its parts.
    package init(id: UserID, isPremium: Bool = false) {
        self.id = id
        self.isPremium = isPremium
    }
}
