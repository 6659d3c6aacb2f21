/// The renditions of a live, in the order of the master playlist: at least one, no name twice.
public struct RenditionLadder: Hashable, Sendable {
    /// More renditions than a live needs. It limits the number of encoders that one configuration value can cause.
    static let maximumCount = 8

    /// 96 kbit/s stereo, then 48 and 32 kbit/s mono: from the best quality that a phone on the road needs, down to a
    /// rate that fits a connection of 60 kbit/s.
    public static let standard = RenditionLadder([96, 48, 32].map { Rendition(kilobits: $0) })

    /// From 1 to 8 renditions with distinct names.
    public let renditions: [Rendition]

    /// Parses a configuration value: `96k,48k,32k`. Spaces around a name are allowed.
    /// - Throws: ``BroadcastConfigurationError`` when a name is wrong or repeated, or when there are none or too many.
    public init(parsing text: some StringProtocol) throws(BroadcastConfigurationError) {
        var renditions: [Rendition] = []
        for field in text.split(separator: ",", omittingEmptySubsequences: false) {
            let name = String(field.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            let rendition = try Rendition(name: name)
            guard !renditions.contains(rendition) else { throw .repeatedRendition(rendition.name) }
            guard renditions.count < Self.maximumCount else { throw .tooManyRenditions(limit: Self.maximumCount) }
            renditions.append(rendition)
        }
        self.init(renditions)
    }

    /// Renditions that are known to be valid: at least one, distinct.
    init(_ renditions: [Rendition]) {
        self.renditions = renditions
    }

    /// The channels that the decoder must output to feed every rendition.
    var decodedChannels: Int {
        renditions.contains { $0.channels == 2 } ? 2 : 1
    }
}
