/// Runs a `roadwave-server serve` process as the kubelet runs a pod, by the rules of a manifest: a simulation that
/// starts the process, runs its probes, and restarts it when it ends.
package actor PodSupervisor {
    /// Starts the process. The argument is the previous one, whose addresses a pod on the network of its machine keeps.
    package typealias Launch = @Sendable (_ former: ServerProcess?) async throws -> ServerProcess

    private let rules: PodRules
    private let launch: Launch
    private let origin = ContinuousClock.now
    private var supervision: PodSupervision
    private var task: Task<Void, Never>?
    /// Whether the rules know that the current process has ended.
    private var isEndKnown = false
    /// The running process, or the last one; nil before the first.
    package private(set) var current: ServerProcess?
    /// The status that the current process last gave each probe: 0 without an answer.
    package private(set) var answers: [PodRules.ProbeKind: Int] = [:]

    private init(rules: PodRules, launch: @escaping Launch) {
        self.rules = rules
        self.launch = launch
        supervision = PodSupervision(rules: rules)
    }

    /// Starts the first process, and keeps it from then on.
    package static func start(_ rules: PodRules, _ launch: @escaping Launch) async throws -> PodSupervisor {
        let supervisor = PodSupervisor(rules: rules, launch: launch)
        try await supervisor.begin()
        return supervisor
    }

    /// The number of restarts.
    package var restarts: Int { supervision.restarts }

    /// Whether the pod is ready.
    package var isReady: Bool { supervision.isReady }

    private var now: Duration { ContinuousClock.now - origin }

    /// The first process has to start: a scenario without it cannot go on.
    private func begin() async throws {
        _ = supervision.actions(at: now)
        current = try await launch(nil)
        supervision.started(at: now)
        task = Task {
            while !Task.isCancelled {
                await look()
                // why: the pause between two looks at the process.
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private func look() async {
        if let ending = await current?.process.ending, !isEndKnown {
            isEndKnown = true
            supervision.exited(isClean: ending == .exited(0), at: now)
        }
        for action in supervision.actions(at: now) where !Task.isCancelled { await perform(action) }
    }

    private func perform(_ action: PodSupervision.Action) async {
        switch action {
        case .start:
            do {
                current = try await launch(current)
                (answers, isEndKnown) = ([:], false)
                supervision.started(at: now)
            } catch {
                supervision.exited(isClean: false, at: now)
            }
        case .probe(let kind):
            let status = await ask(kind)
            answers[kind] = status
            let isHealthy = (200..<400).contains(status)
            if let action = supervision.answered(kind, isHealthy: isHealthy, at: now) { await perform(action) }
        case .stop(let grace):
            await current?.process.stop(within: grace)
        }
    }

    private func ask(_ kind: PodRules.ProbeKind) async -> Int {
        guard let probe = rules.probes[kind], let current else { return 0 }
        // The names that the manifests give to the ports.
        let base = ["http": current.http, "admin": current.admin][probe.port] ?? ""
        return await HTTPWitness().request(base + probe.path, within: probe.timeout)?.status ?? 0
    }

    /// Stops the probes, the restarts and the process.
    package func stop() async {
        task?.cancel()
        await task?.value
        await current?.process.stop()
    }
}
