internal import RoadWaveTestServices

/// A cache that is far away, or overloaded: it passes on the answers of the cache behind it after a delay.
actor DelayedCache {
    private let http = HTTPWitness()
    private var server: LoopbackServer?
    private var origin = ""
    private var delay = Duration.zero
    /// Its address, such as `http://127.0.0.1:41235`.
    private(set) var base = ""

    private init() {}

    /// Starts it on a free port of the loopback.
    static func start() async throws -> DelayedCache {
        let cache = DelayedCache()
        try await cache.listen()
        return cache
    }

    private func listen() async throws {
        let server = try await LoopbackServer.start { [weak self] question in
            guard let self else { return LoopbackServer.Answer(502) }
            return try await self.answer(question.path)
        }
        self.server = server
        base = await server.base
    }

    /// Sets the address of the cache.
    func setOrigin(_ url: String) { origin = url }

    /// Delays each answer from now on.
    func setDelay(_ duration: Duration) { delay = duration }

    func stop() async { await server?.stop() }

    private func answer(_ path: String) async throws -> LoopbackServer.Answer {
        // why: the delay is what the scenario is about.
        if delay > .zero { try await Task.sleep(for: delay) }
        guard let answer = await http.request(origin + path) else { return LoopbackServer.Answer(502) }
        let type = answer.headers["content-type"].map { ["Content-Type": $0] } ?? [:]
        return LoopbackServer.Answer(answer.status, headers: type, body: answer.body)
    }
}
