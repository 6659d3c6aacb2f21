/// The BUNDLE groups of a description, in each of which several sections share one transport (RFC 9143). They are read
/// once, in one pass.
struct BundleGroups {
    private let media: [MediaDescription]
    private var taggedByMid: [String: Int] = [:]

    init(_ description: SessionDescription) {
        media = description.media
        let midsAndIndices = media.enumerated().compactMap { index, section in
            section.attributes.value(of: "mid").map { ($0, index) }
        }
        let indices = Dictionary(midsAndIndices, uniquingKeysWith: { first, _ in first })
        for group in description.attributes where group.name == "group" {
            let words = (group.value ?? "").fields()
            guard let semantics = words.first, semantics.equalsIgnoringCase("BUNDLE") else { continue }
            let mids = words.dropFirst().map { String($0) }.filter { indices[$0] != nil }
            guard let tagged = mids.lazy.compactMap({ indices[$0] }).first(where: { media[$0].port != 0 }) else {
                continue
            }
            for mid in mids where taggedByMid[mid] == nil { taggedByMid[mid] = tagged }
        }
    }

    /// The section that holds the transport of a section's group: the first one of the group with its own port (RFC
    /// 9143 §7.2), even if the answer rejects it. `nil` for a section without a group.
    func tagged(for section: MediaDescription) -> MediaDescription? {
        section.attributes.value(of: "mid").flatMap { taggedByMid[$0] }.map { media[$0] }
    }
}
