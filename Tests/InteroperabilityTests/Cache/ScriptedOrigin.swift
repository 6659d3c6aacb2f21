import RoadWaveTestServices
import StepDefinitions

/// A storage whose answers a test decides, and which notes what it was asked.
actor ScriptedOrigin {
    private var objects: [String: LoopbackServer.Answer] = [:]
    private(set) var questions: [LoopbackServer.Question] = []
    private var delay = Duration.zero
    private var isHolding = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var server: LoopbackServer?
    /// Where it is reached.
    private(set) var base = ""

    /// Starts it, empty.
    static func start() async throws -> ScriptedOrigin {
        let origin = ScriptedOrigin()
        try await origin.listen()
        return origin
    }

    private func listen() async throws {
        let server = try await LoopbackServer.start { [weak self] question in
            await self?.answer(question) ?? LoopbackServer.Answer(502)
        }
        self.server = server
        base = await server.base
    }

    /// Puts an object at a path, or takes it away.
    func put(_ path: String, _ answer: LoopbackServer.Answer?) { objects[path] = answer }

    /// Has every later answer wait.
    func slowDown(by delay: Duration) { self.delay = delay }

    /// Has every later answer wait until ``release()``.
    func hold() { isHolding = true }

    /// Gives the answers that were held, and all later ones at once.
    func release() {
        isHolding = false
        for answer in held { answer.resume() }
        held.removeAll()
    }

    /// As if it had not been asked anything.
    func forgetQuestions() { questions.removeAll() }

    /// How often a path was asked for.
    func count(of path: String) -> Int { questions.count { $0.path == path } }

    func stop() async {
        release()
        await server?.stop()
    }

    private func answer(_ question: LoopbackServer.Question) async -> LoopbackServer.Answer {
        questions.append(question)
        let answer = objects[question.path] ?? LoopbackServer.Answer(404)
        // why: a slow storage is what the test is about.
        try? await Task.sleep(for: delay)
        if isHolding { await withCheckedContinuation { held.append($0) } }
        return answer
    }
}

extension LoopbackServer.Answer {
    /// A playlist with a version in it, long enough to be worth compressing.
    static func playlist(version: Int) -> LoopbackServer.Answer {
        let text = "#EXTM3U\n#VERSION \(version)\n" + String(repeating: "# a line like others\n", count: 50)
        return LoopbackServer.Answer(
            200, headers: ["Content-Type": "application/vnd.apple.mpegurl"], body: Array(text.utf8))
    }

    /// A segment.
    static func segment(of bytes: [UInt8]) -> LoopbackServer.Answer {
        LoopbackServer.Answer(200, headers: ["Content-Type": "video/mp2t"], body: bytes)
    }
}
