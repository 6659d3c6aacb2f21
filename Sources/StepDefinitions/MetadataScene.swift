/// The parts of a scenario of metadata: a live with all metadata, and an archive of a million others.
struct MetadataScene: Sendable {
    /// The change of a sabotage.
    enum Accomplice: Hashable, Sendable {
        /// The creator gives another title, zone or age class, or one tag less.
        case otherTitle
        case otherZone
        case otherAge
        case oneTagLess
        /// A change of the complete archive: an index, a view or rows are missing.
        case archive(String)
    }

    var accomplices: Set<Accomplice> = []
    /// The creator, a UUID that is also the token.
    var creator = ""
    /// The live's identifier, as the node's answer to the creator has it.
    var live = ""
    /// The database's clock before the creator asked, and after.
    var began: (before: Double, after: Double) = (0, 0)
}

/// A field of the row of a live, as the table of the specification describes it.
struct StoredField: Sendable {
    /// The type of its column; « absente » if there is none.
    let type: String
    /// The value in the words of the specification: « uuid v4 », `"Île-de-France"`.
    let value: String
}
