internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Posts JSON to a receiver of alerts.
struct AlertHTTP: Sendable {
    /// How long an attempt may take, until the head of the answer.
    private let timeout: TimeAmount
    private let client: HTTPClient

    init(timeout: TimeAmount = .seconds(10)) {
        self.timeout = timeout
        // A signature is for one receiver: a redirect to another one is not followed.
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3)))
        // The outbox counts the attempts.
        settings.connectionPool.retryConnectionEstablishment = false
        settings.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    func post(_ body: [UInt8], to url: String, headers: [(String, String)] = []) async -> AlertOutbox.Outcome {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = HTTPHeaders([("Content-Type", "application/json")] + headers)
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            // The body of the answer is of no interest: its connection is closed if it has a long one.
            let answer = try await client.execute(request, deadline: .now() + timeout)
            return Self.outcome(
                Int(answer.status.code), retryAfter: answer.headers.first(name: "Retry-After").flatMap { Int($0) })
        } catch {
            return .failed("\(error)", after: nil)
        }
    }

    /// - Parameter retryAfter: in seconds.
    static func outcome(_ status: Int, retryAfter: Int? = nil) -> AlertOutbox.Outcome {
        switch status {
        case 200..<300: .accepted
        // A receiver that already has the message answers with a conflict.
        case 409: .accepted
        case 408, 425, 429, 500...:
            // A wait of more than a day makes no sense.
            .failed("HTTP \(status)", after: retryAfter.map { .seconds(min(max($0, 0), 86_400)) })
        default: .refused("HTTP \(status)")
        }
    }

    func close() async {
        // Fails only if it is already shut down.
        try? await client.shutdown()
    }
}
