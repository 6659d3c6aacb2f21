/// The kubelet's decisions about a pod with one container: when its process starts, when a probe is due, when the
/// process is stopped. It reads no clock: times are durations since an origin that the caller chooses.
///
/// It simulates the rules of Kubernetes (« Pod Lifecycle », « Configure Liveness, Readiness and Startup Probes »); no
/// Kubernetes has run. See docs/decisions/kubernetes.md, « A pod that dies, simulated ».
package struct PodSupervision: Sendable {
    /// The next action.
    package enum Action: Sendable, Hashable {
        case start
        case probe(PodRules.ProbeKind)
        /// SIGTERM, and SIGKILL after that time.
        case stop(grace: Duration)
    }

    private enum Phase: Hashable {
        /// No process until a time; nil: none will be started.
        case waiting(until: Duration?)
        case starting
        case running(since: Duration)
        case stopping
    }

    private struct ProbeState {
        var due: Duration
        var failures = 0
        var successes = 0
    }

    /// The pauses before a restart: none for the first one, then 10 s, twice as long each time.
    private static let (firstPause, longestPause) = (Duration.seconds(10), Duration.seconds(300))
    /// After so long without an end, the pauses begin again.
    private static let settled = Duration.seconds(600)

    private let rules: PodRules
    private var phase = Phase.waiting(until: .zero)
    private var states: [PodRules.ProbeKind: ProbeState] = [:]
    private var isStarted = false
    private var pause = Duration.zero
    private var starts = 0
    /// Whether the pod is ready: started, and its readiness probe succeeds.
    package private(set) var isReady = false

    package init(rules: PodRules) { self.rules = rules }

    /// The number of restarts.
    package var restarts: Int { max(0, starts - 1) }

    /// Whether no process runs, and none will be started.
    package var isOver: Bool { phase == .waiting(until: nil) }

    /// The due actions. A probe is due once, and again after ``answered(_:isHealthy:at:)``.
    package mutating func actions(at now: Duration) -> [Action] {
        switch phase {
        case .waiting(let time?) where time <= now:
            phase = .starting
            return [.start]
        case .running:
            let due = PodRules.ProbeKind.allCases.filter { kind in
                isAsked(kind) && states[kind].map { $0.due <= now } ?? false
            }
            for kind in due { states[kind]?.due = .seconds(Int64.max) }
            return due.map { .probe($0) }
        default: return []
        }
    }

    /// The process runs.
    package mutating func started(at now: Duration) {
        phase = .running(since: now)
        starts += 1
        states = rules.probes.mapValues { ProbeState(due: now + $0.initialDelay) }
        isStarted = rules.probes[.startup] == nil
        isReady = isStarted && rules.probes[.readiness] == nil
    }

    /// A probe was answered, or was not within its time.
    /// - Parameter isHealthy: whether the answer was 200 to 399.
    /// - Returns: how to stop the process; nil if it goes on.
    package mutating func answered(_ kind: PodRules.ProbeKind, isHealthy: Bool, at now: Duration) -> Action? {
        guard case .running = phase, let probe = rules.probes[kind], var state = states[kind] else { return nil }
        state.due = now + probe.period
        state.failures = isHealthy ? 0 : state.failures + 1
        state.successes = isHealthy ? state.successes + 1 : 0
        states[kind] = state
        let hasSucceeded = state.successes >= probe.successThreshold
        let hasFailed = state.failures >= probe.failureThreshold
        switch kind {
        case .startup where hasSucceeded:
            isStarted = true
            isReady = rules.probes[.readiness] == nil
        case .readiness:
            if hasSucceeded { isReady = true }
            if hasFailed { isReady = false }
        case .startup, .liveness:
            guard hasFailed else { break }
            phase = .stopping
            isReady = false
            return .stop(grace: probe.gracePeriod ?? rules.gracePeriod)
        }
        return nil
    }

    /// The process has ended, or could not be started.
    /// - Parameter isClean: whether it ended by itself with 0.
    package mutating func exited(isClean: Bool, at now: Duration) {
        if case .running(let since) = phase, now - since >= Self.settled { pause = .zero }
        (isStarted, isReady) = (false, false)
        states = [:]
        let startsAgain =
            switch rules.restartPolicy {
            case .always: true
            case .onFailure: !isClean
            case .never, nil: false
            }
        phase = .waiting(until: startsAgain ? now + pause : nil)
        pause = pause == .zero ? Self.firstPause : min(pause * 2, Self.longestPause)
    }

    private func isAsked(_ kind: PodRules.ProbeKind) -> Bool { (kind == .startup) != isStarted }
}
