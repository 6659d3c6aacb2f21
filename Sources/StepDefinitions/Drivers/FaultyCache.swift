internal import RoadWaveTestServices

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
    private let http = HTTPWitness()
    private var origin = ""
    private var kept: [String: [UInt8]] = [:]
    private var server: LoopbackServer?
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
        let server = try await LoopbackServer.start { [weak self] question in
            guard let self else { return LoopbackServer.Answer(502) }
            return await self.answer(question.path)
        }
        self.server = server
        base = await server.base
    }

    /// Says where the true origin is.
    func setOrigin(_ url: String) { origin = url }

    func stop() async { await server?.stop() }

    private func answer(_ path: String) async -> LoopbackServer.Answer {
        guard let upstream = await http.request(origin + path) else { return LoopbackServer.Answer(502) }
        guard upstream.status == 200 else { return LoopbackServer.Answer(upstream.status) }
        let type = upstream.headers["content-type"].map { ["Content-Type": $0] } ?? [:]
        return LoopbackServer.Answer(200, headers: type, body: spoil(upstream.body, at: path))
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
