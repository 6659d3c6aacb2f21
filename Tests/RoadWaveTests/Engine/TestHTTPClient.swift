import Foundation
import FoundationNetworking

/// What a test asks of a node over HTTP.
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

    enum Failure: Error {
        case notHTTP
        case notURL(String)
    }

    let base: String
    private let session = URLSession(configuration: .ephemeral)

    init(base: String) {
        self.base = base
    }

    /// - Parameter path: from the first slash, or a whole URL.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: Data? = nil
    ) async throws -> Answer {
        let text = path.hasPrefix("http") ? path : base + path
        guard let url = URL(string: text) else { throw Failure.notURL(text) }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalAndRemoteCacheData)
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        request.httpBody = body
        let (data, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw Failure.notHTTP }
        let headers = response.allHeaderFields.map { ("\($0.key)", "\($0.value)") }
        return Answer(
            status: response.statusCode, headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }),
            body: data)
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, headers: headers)
    }

    func delete(_ path: String, token: String) async throws -> Answer {
        try await send("DELETE", path, headers: ["Authorization": "Bearer \(token)"])
    }
}
