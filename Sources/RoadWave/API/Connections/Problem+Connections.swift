internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1

extension Problem {
    static let tooManyConnections = Problem(
        status: .serviceUnavailable, code: "too_many_connections",
        detail: "Trop de connexions sont ouvertes. Veuillez réessayer dans quelques instants.",
        headers: [.retryAfter: "10"])

    static let invalidRequest = Problem(
        status: .badRequest, code: "invalid_request",
        detail: "La requête est mal formée : il y manque l'hôte, ou sa longueur n'est pas claire.")

    /// The answer for a connection that no request is read from.
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
