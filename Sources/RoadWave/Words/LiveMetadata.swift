/// The texts of a live, given by its creator.
public struct LiveMetadata: Hashable, Sendable {
    /// The title that listeners see.
    public var title: String
    /// The region of the live, such as « Île-de-France ».
    public var zoneGeo: String?
    /// Subjects, such as « Actualité ».
    public var tags: [String]
    /// The intended audience, such as « Tout public ».
    public var classificationAge: String?

    /// The longest title, in characters: two lines on a phone's screen.
    public static let maximumTitle = 200
    /// The longest other text, in characters: the longest French region or tag is half as long.
    public static let maximumText = 80
    /// The most tags: more would not fit beside a title.
    public static let maximumTags = 10

    /// Checks the texts, and removes the spaces around them.
    /// - Throws: `LiveMetadataError` if a text is too long or invisible in part, if the title is empty, or if there are
    ///   too many tags.
    public init(
        title: String, zoneGeo: String? = nil, tags: [String] = [], classificationAge: String? = nil
    ) throws(LiveMetadataError) {
        self.title = try Self.checked(title, .title, maximum: Self.maximumTitle)
        if self.title.isEmpty { throw LiveMetadataError(field: .title, reason: .empty) }
        self.zoneGeo = try Self.optional(zoneGeo, .zoneGeo)
        self.classificationAge = try Self.optional(classificationAge, .classificationAge)
        guard tags.count <= Self.maximumTags else {
            throw LiveMetadataError(field: .tag, reason: .tooMany(maximum: Self.maximumTags))
        }
        self.tags = []
        for tag in tags {
            if let tag = try Self.optional(tag, .tag), !self.tags.contains(tag) { self.tags.append(tag) }
        }
    }

    /// Texts that were accepted before, perhaps by a version with fewer checks: only their length and number are
    /// checked.
    /// - Throws: `LiveMetadataError` if a text is too long, the title is empty, or there are too many tags.
    init(
        stored title: String, zoneGeo: String?, tags: [String], classificationAge: String?
    ) throws(LiveMetadataError) {
        self.title = try Self.trimmed(title, .title, maximum: Self.maximumTitle)
        if self.title.isEmpty { throw LiveMetadataError(field: .title, reason: .empty) }
        self.zoneGeo = try zoneGeo.map { text throws(LiveMetadataError) in
            try Self.trimmed(text, .zoneGeo, maximum: Self.maximumText)
        }
        self.classificationAge = try classificationAge.map { text throws(LiveMetadataError) in
            try Self.trimmed(text, .classificationAge, maximum: Self.maximumText)
        }
        guard tags.count <= Self.maximumTags else {
            throw LiveMetadataError(field: .tag, reason: .tooMany(maximum: Self.maximumTags))
        }
        self.tags = try tags.map { text throws(LiveMetadataError) in
            try Self.trimmed(text, .tag, maximum: Self.maximumText)
        }
    }

    private static func optional(
        _ text: String?, _ field: LiveMetadataError.Field
    ) throws(LiveMetadataError) -> String? {
        guard let text else { return nil }
        let checked = try checked(text, field, maximum: maximumText)
        return checked.isEmpty ? nil : checked
    }

    private static func checked(
        _ text: String, _ field: LiveMetadataError.Field, maximum: Int
    ) throws(LiveMetadataError) -> String {
        let text = try trimmed(text, field, maximum: maximum)
        switch VisibleText.fault(in: text) {
        case .control: throw LiveMetadataError(field: field, reason: .controlCharacter)
        case .invisible: throw LiveMetadataError(field: field, reason: .invisibleCharacter)
        case .heap: throw LiveMetadataError(field: field, reason: .heapedMarks)
        case nil: return text
        }
    }

    private static func trimmed(
        _ text: String, _ field: LiveMetadataError.Field, maximum: Int
    ) throws(LiveMetadataError) -> String {
        // A character may have any number of combining scalars: bytes are limited too, to 8 for each character.
        guard text.utf8.count <= maximum * 8, text.count <= maximum else {
            throw LiveMetadataError(field: field, reason: .tooLong(maximum: maximum))
        }
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
