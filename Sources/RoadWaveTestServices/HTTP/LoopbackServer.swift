internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// A small HTTP server on a free port of the loopback, whose answers a test or a sabotage decides.
package actor LoopbackServer {
    /// What was asked.
    package struct Question: Sendable {
        package let method: String
        package let path: String
        /// By names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]
    }

    /// What is answered.
    package struct Answer: Sendable {
        package var status: Int
        package var headers: [String: String]
        package var body: [UInt8]

        package init(_ status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    private let answer: @Sendable (Question) async throws -> Answer
    private var running: Task<Void, any Error>?
    /// Where it is reached, such as `http://127.0.0.1:41235`.
    package private(set) var base = ""

    private init(_ answer: @escaping @Sendable (Question) async throws -> Answer) { self.answer = answer }

    /// Starts it; what the closure throws is answered as a bad gateway.
    package static func start(
        _ answer: @escaping @Sendable (Question) async throws -> Answer
    ) async throws -> LoopbackServer {
        let server = LoopbackServer(answer)
        try await server.listen()
        return server
    }

    private func listen() async throws {
        let answer = answer
        let router = Router()
        for method in [HTTPRequest.Method.get, .head, .post] {
            router.on("**", method: method) { request, _ in await Self.respond(to: request, with: answer) }
        }
        let (ports, port) = AsyncStream.makeStream(of: Int?.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port) },
            // What it logs is no part of a report.
            logger: Logger(label: "loopback") { _ in SwiftLogNoOpLogHandler() })
        running = Task { try await application.run() }
        guard let found = await ports.first(where: { _ in true }), let bound = found else {
            throw DriverError("le serveur de la boucle locale n'écoute pas")
        }
        base = "http://127.0.0.1:\(bound)"
    }

    private static func respond(
        to request: Request, with answer: @Sendable (Question) async throws -> Answer
    ) async -> Response {
        let pairs = request.headers.map { ($0.name.canonicalName, $0.value) }
        // Tests send some kilobytes.
        guard let body = try? await request.body.collect(upTo: 1 << 20) else {
            return Response(status: .contentTooLarge)
        }
        let question = Question(
            method: request.method.rawValue, path: request.uri.path,
            headers: Dictionary(pairs, uniquingKeysWith: { $0 + ", " + $1 }), body: Array(body.readableBytesView))
        guard let answer = try? await answer(question) else { return Response(status: .badGateway) }
        var headers: HTTPFields = [:]
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// Stops it.
    package func stop() async {
        running?.cancel()
        _ = await running?.result
    }
}
