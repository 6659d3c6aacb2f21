/// Why a text of a live is refused.
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

        /// The creators' name for it, at the beginning of a sentence.
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
        /// More tags than this.
        case tooMany(maximum: Int)
        /// A line end, a NUL or the like, or a character that changes the order of the letters around it.
        case controlCharacter
        /// One of its characters is invisible.
        case invisibleCharacter
        /// More accents on one letter than any language uses.
        case heapedMarks
    }

    /// Which text.
    public var field: Field
    /// What is wrong.
    public var reason: Reason

    /// The message for the creator, in French.
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
