internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// HTTP requests as any client makes them.
package struct HTTPWitness: Sendable {
    package init() {}

    /// An answer, whatever its status.
    package struct Answer: Sendable {
        package let status: Int
        package let headers: [String: String]
        package let body: [UInt8]

        package var text: String { String(decoding: body, as: UTF8.self) }

        /// For how many seconds the answer may be kept (RFC 9111 §5.2.2.1); nil when it does not say.
        package var maximumAge: Int? {
            headers["cache-control"]?.firstMatch(of: /max-age=(\d+)/).flatMap { Int($0.1) }
        }

        /// The body as a JSON object; empty when it is not one.
        package var json: [String: any Sendable] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: any Sendable] ?? [:]
        }
    }

    /// The answer to a request, or nil when nothing answers within the time.
    package func request(
        _ url: String, method: String = "GET", headers: [String: String] = [:], body: String? = nil,
        within timeout: Duration = .seconds(10)
    ) async -> Answer? {
        await request(
            url, method: method, headers: headers, bytes: body.map { Array($0.utf8) }, within: timeout)
    }

    /// The same with a body of bytes.
    package func request(
        _ url: String, method: String, headers: [String: String], bytes: [UInt8]?,
        within timeout: Duration = .seconds(10)
    ) async -> Answer? {
        var request = HTTPClientRequest(url: url)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        // A HEAD has no body to decompress, which the client takes for a broken one.
        if method == "HEAD" { request.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity") }
        if let bytes { request.body = .bytes(ByteBuffer(bytes: bytes)) }
        guard let response = try? await HTTPClient.shared.execute(request, timeout: TimeAmount(timeout)),
            // A segment of 2 s is some tens of kilobytes: 16 MiB is a broken server.
            let body = try? await response.body.collect(upTo: 16 << 20)
        else { return nil }
        let pairs = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: Int(response.status.code), headers: Dictionary(pairs, uniquingKeysWith: { $0 + ", " + $1 }),
            body: Array(body.readableBytesView))
    }

    /// The same, asked a second time when nothing answers: a server may close an idle connection just as a request takes
    /// it, and one of hundreds of requests to a busy machine may be late.
    package func persistently(
        _ url: String, method: String = "GET", headers: [String: String] = [:], body: String? = nil
    ) async -> Answer? {
        if let answer = await request(url, method: method, headers: headers, body: body) { return answer }
        return await request(url, method: method, headers: headers, body: body)
    }
}
