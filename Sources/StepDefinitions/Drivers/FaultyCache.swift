internal import AsyncHTTPClient
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// A cache between listener and origin that does its work badly: a sabotage of reality, never part of a true run.
actor FaultyCache {
    /// What it does wrong.
    enum Fault: Sendable {
        /// Serves for ever the first playlist that it saw.
        case freezesPlaylists
        /// Overwrites half of each transport stream packet of a segment.
        case corruptsSegments
        /// Serves the first segment in the place of every other.
        case repeatsFirstSegment
    }

    private let fault: Fault
    private var origin = ""
    private var kept: [String: [UInt8]] = [:]
    private var running: Task<Void, any Error>?
    /// Where listeners reach it, such as `http://127.0.0.1:41235`.
    private(set) var base = ""

    private init(_ fault: Fault) { self.fault = fault }

    /// Starts it on a free port of the loopback.
    static func start(_ fault: Fault) async throws -> FaultyCache {
        let cache = FaultyCache(fault)
        try await cache.listen()
        return cache
    }

    private func listen() async throws {
        let router = Router()
        router.get("**") { [weak self] request, _ in
            guard let self else { throw HTTPError(.badGateway) }
            return try await self.answer(request.uri.path)
        }
        let (ports, port) = AsyncStream.makeStream(of: Int?.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port) },
            // What a sabotage logs is no part of the report.
            logger: Logger(label: "cache saboté") { _ in SwiftLogNoOpLogHandler() })
        running = Task { try await application.run() }
        guard let found = await ports.first(where: { _ in true }), let bound = found else {
            throw DriverError("le cache saboté n'écoute pas")
        }
        base = "http://127.0.0.1:\(bound)"
    }

    /// Says where the true origin is.
    func setOrigin(_ url: String) { origin = url }

    func stop() async {
        running?.cancel()
        _ = await running?.result
    }

    private func answer(_ path: String) async throws -> Response {
        let upstream = try await HTTPClient.shared.execute(HTTPClientRequest(url: origin + path), timeout: .seconds(10))
        let genuine = Array(try await upstream.body.collect(upTo: 16 << 20).readableBytesView)
        guard upstream.status == .ok else { return Response(status: .init(code: Int(upstream.status.code))) }
        var headers: HTTPFields = [:]
        if let type = upstream.headers.first(name: "content-type") { headers[.contentType] = type }
        return Response(
            status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: spoil(genuine, at: path))))
    }

    private func spoil(_ genuine: [UInt8], at path: String) -> [UInt8] {
        switch fault {
        case .freezesPlaylists where path.hasSuffix("media.m3u8"):
            return keep(genuine, as: path)
        case .corruptsSegments where path.hasSuffix(".ts"):
            // ISO/IEC 13818-1: packets of 188 bytes; the headers stay, so that only the sound is lost.
            return genuine.enumerated().map { $0.offset % 188 > 94 ? $0.element ^ 0x5A : $0.element }
        case .repeatsFirstSegment where path.hasSuffix(".ts"):
            return keep(genuine, as: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
        default:
            return genuine
        }
    }

    private func keep(_ genuine: [UInt8], as key: String) -> [UInt8] {
        if let first = kept[key] { return first }
        kept[key] = genuine
        return genuine
    }
}
