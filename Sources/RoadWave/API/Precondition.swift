internal import Foundation
internal import HTTPTypes

/// What a request asks not to be sent again (RFC 9110 §13.2.2): what has one of its tags, or, without any, what has not
/// changed since its date.
struct Precondition {
    private let tags: EntityTags?
    private let date: Date?

    init(_ headers: HTTPFields) {
        tags = headers[.ifNoneMatch].map { EntityTags($0) }
        // RFC 9110 §13.1.3: a date that is none is ignored, and so is any beside tags.
        date = tags == nil ? headers[.ifModifiedSince].flatMap { Date(httpDate: $0) } : nil
    }

    /// Whether the client has what there is.
    func isUnchanged(tag: String, modified: Date) -> Bool {
        if let tags { return tags.containsWeakly(tag) }
        // Dates of headers have whole seconds.
        return date.map { modified.timeIntervalSince1970.rounded(.down) <= $0.timeIntervalSince1970 } ?? false
    }
}
