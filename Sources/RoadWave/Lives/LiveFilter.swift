internal import Foundation

/// Which lives are asked for. What is nil or empty asks for nothing in particular.
///
/// Texts are compared as people do, without case and accents: « meteo » finds « Météo ».
struct LiveFilter {
    var state: LiveState?
    /// What the title contains.
    var title: String?
    var zoneGeo: String?
    /// Every one of them is a tag of the live.
    var tags: [String] = []
    var classificationAge: String?
    /// The first date of start that is asked for.
    var from: WallDate?
    /// The first date of start that is not asked for any more: the periods of two lists do not overlap.
    var to: WallDate?

    /// Whether a live is one of those asked for.
    func matches(_ live: Live) -> Bool {
        if let state, live.state != state { return false }
        if let from, live.startedAt < from { return false }
        if let to, live.startedAt >= to { return false }
        let metadata = live.metadata
        if let title, metadata.title.range(of: title, options: Self.comparison) == nil { return false }
        return Self.same(zoneGeo, metadata.zoneGeo) && Self.same(classificationAge, metadata.classificationAge)
            && tags.allSatisfy { tag in metadata.tags.contains { Self.same(tag, $0) } }
    }

    private static let comparison: String.CompareOptions = [.caseInsensitive, .diacriticInsensitive]

    private static func same(_ wanted: String?, _ text: String?) -> Bool {
        guard let wanted else { return true }
        return text?.compare(wanted, options: comparison) == .orderedSame
    }
}
