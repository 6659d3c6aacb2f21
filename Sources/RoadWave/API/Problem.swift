internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// An error as HTTP clients get it: `application/problem+json` (RFC 9457).
///
/// `title` and `reason` are in English, for developers; `detail` is in French, for creators and listeners.
struct Problem: Error, Equatable {
    var status: HTTPResponse.Status
    /// The stable code of the error, for programs.
    var code: String
    /// The message for people.
    var detail: String
    /// Details of the mistake in the request, if there are any; an extension member (RFC 9457 §3.2).
    var reason: String?
    /// The invalid parameter, or field of the body; also an extension member.
    var field: String?
    /// The creator's place in the priority queue; also an extension member.
    var queue: Queue?
    /// The creator's running lives; also an extension member.
    var liveIDs: [String]?
    /// The URL to which the same request must be sent; also an extension member.
    var url: String?
    /// The headers required by the status: `Allow`, `Accept-Post`, `Retry-After`, `WWW-Authenticate`.
    var headers = HTTPFields()

    /// A URI that identifies the kind of problem. It is only a name, not a link.
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

    /// The JSON of the problem.
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
