internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1

extension Problem {
    static let tooManyConnections = Problem(
        status: .serviceUnavailable, code: "too_many_connections",
        detail: "Trop de connexions sont ouvertes. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "10"])

    /// For a malformed request: only the developer of the application can correct it.
    init(_ fault: RequestFault) {
        self =
            switch fault {
            case .requestLine: .invalidRequest("expected a request line of HTTP/1.1 (RFC 9112 §3)")
            case .header: .invalidRequest("expected header lines of HTTP/1.1 (RFC 9112 §5)")
            case .host: .invalidRequest("expected one Host header, with a host (RFC 9112 §3.2)")
            case .length:
                .invalidRequest("expected one Content-Length, or Transfer-Encoding: chunked alone (RFC 9112 §6)")
            case .chunk: .invalidRequest("expected chunks (RFC 9112 §7.1)")
            case .incomplete: .invalidRequest("expected the rest of the request (RFC 9112 §8)")
            case .target:
                Problem(
                    status: .uriTooLong, code: "uri_too_long", detail: "L'adresse demandée est trop longue.",
                    reason: "the request target is longer than \(HTTPListener.maximumTarget) bytes")
            case .headersTooLarge:
                Problem(
                    status: .requestHeaderFieldsTooLarge, code: "headers_too_large",
                    detail: "L'application a envoyé des en-têtes trop longs ou trop nombreux.",
                    reason: "the headers are more, or longer, than \(HTTPListener.headerBounds)")
            case .version:
                Problem(
                    status: .httpVersionNotSupported, code: "version_not_supported",
                    detail: "L'application a envoyé une requête d'une version de HTTP que ce serveur n'a pas.",
                    reason: "expected HTTP/1.1 or HTTP/1.0")
            case .coding:
                Problem(
                    status: .notImplemented, code: "coding_not_supported",
                    detail: "L'application a envoyé une requête dans un codage que ce serveur n'a pas.",
                    reason: "expected Transfer-Encoding: chunked alone (RFC 9112 §6.1)")
            }
    }

    private static func invalidRequest(_ reason: String) -> Problem {
        Problem(
            status: .badRequest, code: "invalid_request", detail: "L'application a envoyé une requête mal formée.",
            reason: reason)
    }

    /// The answer on a connection from which no request is read.
    var plainAnswer: (head: HTTPResponseHead, body: ByteBuffer) {
        let response = response
        let body = ByteBuffer(json: document) ?? ByteBuffer()
        var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: response.status.code))
        for field in response.headers { head.headers.add(name: field.name.rawName, value: field.value) }
        head.headers.replaceOrAdd(name: "Content-Length", value: "\(body.readableBytes)")
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        return (head, body)
    }
}
