internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// An error as HTTP clients get it: `application/problem+json` (RFC 9457).
///
/// `title` and `reason` are for developers and English; `detail` is for creators and listeners and French.
struct Problem: Error, Equatable {
    var status: HTTPResponse.Status
    /// What a program tells the error by; stable.
    var code: String
    /// What a person reads.
    var detail: String
    /// What exactly is wrong with the request, where there is more to say; an extension member (RFC 9457 §3.2).
    var reason: String?
    /// The parameter, or the field of the body, that it is about; an extension member too.
    var field: String?
    /// The creator's place in the priority queue; an extension member too.
    var queue: Queue?
    /// The creator's lives that run already; an extension member too.
    var liveIDs: [String]?
    /// Where the same request is right; an extension member too.
    var url: String?
    /// What the status asks for: `Allow`, `Accept-Post`, `Retry-After`, `WWW-Authenticate`.
    var headers = HTTPFields()

    /// A URI that identifies the kind of problem; it is a name and leads nowhere.
    var type: String { "urn:roadwave:problem:\(code)" }

    /// A place in the priority queue.
    struct Queue: Equatable, Encodable {
        var position: Int
        var ticket: String
    }

    private struct Body: Encodable {
        var type: String
        var title: String
        var status: Int
        var detail: String
        var reason: String?
        var field: String?
        var queue: Queue?
        var liveIDs: [String]?
        var url: String?
        var code: String

        enum CodingKeys: String, CodingKey {
            case type, title, status, detail, reason, field, queue
            case liveIDs = "live_ids"
            case url, code
        }
    }

    /// The JSON that describes it.
    var document: some Encodable {
        Body(
            type: type, title: status.reasonPhrase, status: status.code, detail: detail, reason: reason, field: field,
            queue: queue, liveIDs: liveIDs, url: url, code: code)
    }

    var response: Response {
        var response = Response.json(document, status: status)
        response.headers.append(contentsOf: headers)
        response.headers[.contentType] = "application/problem+json"
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
