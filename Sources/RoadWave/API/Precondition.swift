internal import Foundation
internal import HTTPTypes

/// The precondition of a request (RFC 9110 §13.2.2). The client does not need an object with one of its tags or,
/// without tags, an object that has not changed since its date.
struct Precondition {
    private let tags: EntityTags?
    private let date: Date?

    init(_ headers: HTTPFields) {
        tags = headers[.ifNoneMatch].map { EntityTags($0) }
        // RFC 9110 §13.1.3: an invalid date is ignored, and so is any date beside tags.
        date = tags == nil ? headers[.ifModifiedSince].flatMap { Date(httpDate: $0) } : nil
    }

    /// Whether the client has the current version.
    func isUnchanged(tag: String, modified: Date) -> Bool {
        if let tags { return tags.containsWeakly(tag) }
        // Dates in headers have whole seconds.
        return date.map { modified.timeIntervalSince1970.rounded(.down) <= $0.timeIntervalSince1970 } ?? false
    }
}
