/// A text of a live that is refused.
public struct LiveMetadataError: Error, Hashable, CustomStringConvertible {
    /// Which text, by the name of its request parameter.
    public enum Field: String, Sendable {
        /// The title.
        case title
        /// The geographic zone.
        case zoneGeo = "zone_geo"
        /// One of the tags.
        case tag
        /// The age classification.
        case classificationAge = "classification_age"

        /// What creators call it, at the beginning of a sentence.
        var name: String {
            switch self {
            case .title: "Le titre"
            case .zoneGeo: "La zone"
            case .tag: "Un des thèmes"
            case .classificationAge: "Le public"
            }
        }
    }

    /// What is wrong with it.
    public enum Reason: Hashable, Sendable {
        /// Nothing but spaces.
        case empty
        /// Longer than this many characters.
        case tooLong(maximum: Int)
        /// More than this many.
        case tooMany(maximum: Int)
        /// A line end, a NUL or the like, or what turns the order of the letters around it.
        case controlCharacter
        /// Nothing is drawn for one of its characters.
        case invisibleCharacter
        /// More accents on one letter than any language has.
        case heapedMarks
    }

    /// Which text.
    public var field: Field
    /// What is wrong.
    public var reason: Reason

    /// For the creator, in French.
    public var description: String {
        switch reason {
        case .empty: "\(field.name) est vide."
        case .tooLong(let maximum): "\(field.name) dépasse \(maximum) caractères."
        case .tooMany(let maximum): "Il y a plus de \(maximum) thèmes."
        case .controlCharacter: "\(field.name) contient un caractère de contrôle."
        case .invisibleCharacter: "\(field.name) contient un caractère invisible. Retapez-le, sans copier-coller."
        case .heapedMarks: "\(field.name) empile trop d'accents sur une lettre."
        }
    }
}
