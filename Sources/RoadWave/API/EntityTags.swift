/// The value of `If-Match` or `If-None-Match` (RFC 9110 §13.1.1): `*`, or entity tags.
struct EntityTags {
    private let isAny: Bool
    private let tags: [Substring]

    init(_ header: String) {
        isAny = header.allSatisfy { $0 == "*" || $0 == " " } && header.contains("*")
        tags = header.split(separator: ",").map { tag in
            tag.drop { $0 == " " }.prefix { $0 != " " }
        }
    }

    /// Strong comparison, for `If-Match`: a weak tag matches nothing.
    func containsStrongly(_ tag: String) -> Bool {
        isAny || tags.contains { $0 == tag && !$0.hasPrefix("W/") }
    }

    /// Weak comparison, for `If-None-Match`: a proxy that compresses makes a tag weak.
    func containsWeakly(_ tag: String) -> Bool {
        isAny || tags.contains { ($0.hasPrefix("W/") ? $0.dropFirst(2) : $0) == tag }
    }
}
