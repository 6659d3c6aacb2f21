import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// What a test asks of a node over HTTP.
///
/// Not with `URLSession`: in Swift 6.3 one of its requests that is cancelled as it is answered blocks two threads for ever
/// (swift-corelibs-foundation, issue 5412), which are all the threads of a machine with two cores.
struct TestHTTPClient: Sendable {
    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The value of a header, by its name in any case.
        subscript(header: String) -> String? {
            headers.first { $0.key.lowercased() == header.lowercased() }?.value
        }

        /// A member of a JSON object, as text.
        func json(_ member: String) throws -> String? {
            let object = try JSONSerialization.jsonObject(with: body) as? [String: Any]
            return object?[member].map { "\($0)" }
        }
    }

    let base: String

    /// A node that does not listen is told at once.
    private static let client = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Parameter path: from the first slash, or a whole URL.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: Data? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : base + path)
        request.method = HTTPMethod(rawValue: method)
        request.headers = HTTPHeaders(headers.map { ($0.key, $0.value) })
        // A HEAD has no body to decompress, which the client takes for a broken one.
        if method == "HEAD" { request.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity") }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        // Larger than all that a node stores in tests.
        let content = try await response.body.collect(upTo: 64 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
            body: Data(content.readableBytesView))
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, headers: headers)
    }

    func delete(_ path: String, token: String) async throws -> Answer {
        try await send("DELETE", path, headers: ["Authorization": "Bearer \(token)"])
    }
}
