import RoadWaveTestServices
import Testing

/// The rules of the kubelet, second by second.
@Suite("Pod supervision")
struct PodSupervisionTests {
    /// A policy and three probes, with other numbers than the defaults.
    private static func rules(_ policy: PodRules.RestartPolicy? = .always) -> PodRules {
        func probe(_ path: String, every seconds: Int, failures: Int) -> PodRules.Probe {
            var probe = PodRules.Probe(path: path, port: "admin")
            probe.period = .seconds(seconds)
            probe.failureThreshold = failures
            return probe
        }
        var rules = PodRules(restartPolicy: policy)
        rules.gracePeriod = .seconds(45)
        rules.probes = [
            .startup: probe("/livez", every: 2, failures: 150), .liveness: probe("/livez", every: 10, failures: 6),
            .readiness: probe("/readyz", every: 5, failures: 2),
        ]
        return rules
    }

    @Test("a process whose probe fails has the probe's grace period, or else the pod's")
    func grace() throws {
        var rules = Self.rules()
        for (bound, expected) in [(Duration.seconds(7), Duration.seconds(7)), (nil, .seconds(45))] {
            rules.probes[.liveness]?.gracePeriod = bound
            rules.probes[.liveness]?.failureThreshold = 1
            rules.probes[.startup] = nil
            var supervision = PodSupervision(rules: rules)
            supervision.started(at: .zero)
            #expect(supervision.answered(.liveness, isHealthy: false, at: .seconds(1)) == .stop(grace: expected))
        }
    }

    /// A pod, and a process whose answers are given.
    private struct Pod {
        var supervision: PodSupervision
        var healthy: Set<PodRules.ProbeKind> = [.startup, .liveness, .readiness]
        var now = Duration.zero
        private(set) var asked: [PodRules.ProbeKind] = []
        private(set) var starts: [Duration] = []
        private(set) var stops: [Duration] = []

        init(_ rules: PodRules) { supervision = PodSupervision(rules: rules) }

        /// Lets time pass, a second at a time. A process that is stopped ends at once.
        mutating func pass(_ seconds: Int) {
            for _ in 0...seconds {
                for action in supervision.actions(at: now) { take(action) }
                now += .seconds(1)
            }
            now -= .seconds(1)
        }

        mutating func die(isClean: Bool = false) { supervision.exited(isClean: isClean, at: now) }

        private mutating func take(_ action: PodSupervision.Action) {
            switch action {
            case .start:
                starts.append(now)
                supervision.started(at: now)
            case .probe(let kind):
                asked.append(kind)
                if let stop = supervision.answered(kind, isHealthy: healthy.contains(kind), at: now) { take(stop) }
            case .stop:
                stops.append(now)
                supervision.exited(isClean: false, at: now)
            }
        }
    }

    @Test("a process that dies is restarted at once, then after pauses that double up to five minutes")
    func backOff() {
        var pod = Pod(Self.rules())
        var pauses: [Duration] = []
        pod.pass(0)
        for count in 1...8 {
            pod.die()
            let death = pod.now
            while pod.starts.count == count { pod.pass(1) }
            pauses.append(pod.starts[count] - death)
        }
        #expect(pauses == [0, 10, 20, 40, 80, 160, 300, 300].map { .seconds($0) })
        #expect(pod.supervision.restarts == 8)
    }

    @Test("after ten minutes without a death, a process is restarted at once")
    func settled() {
        var pod = Pod(Self.rules())
        pod.pass(0)
        pod.die()
        pod.pass(700)
        let death = pod.now
        pod.die()
        pod.pass(0)
        #expect(pod.starts.last == death)
    }

    @Test("without a policy, or with Never, nothing is restarted", arguments: [PodRules.RestartPolicy.never, nil])
    func never(policy: PodRules.RestartPolicy?) {
        var pod = Pod(Self.rules(policy))
        pod.pass(5)
        pod.die()
        pod.pass(1_000)
        #expect(pod.starts.count == 1)
        #expect(pod.supervision.isOver)
        #expect(!pod.supervision.isReady)
    }

    @Test("OnFailure restarts a process that failed, and not one that ended well", arguments: [true, false])
    func onFailure(isClean: Bool) {
        var pod = Pod(Self.rules(.onFailure))
        pod.pass(5)
        pod.die(isClean: isClean)
        pod.pass(5)
        #expect(pod.starts.count == (isClean ? 1 : 2))
    }

    @Test("until the startup probe succeeds no other probe runs, and the pod is not ready")
    func startup() {
        var pod = Pod(Self.rules())
        pod.healthy = []
        pod.pass(20)
        #expect(Set(pod.asked) == [.startup])
        #expect(!pod.supervision.isReady)
        pod.healthy = [.startup, .liveness, .readiness]
        pod.pass(3)
        #expect(Set(pod.asked) == [.startup, .liveness, .readiness])
        #expect(pod.supervision.isReady)
        let before = pod.asked.count { $0 == .startup }
        pod.pass(60)
        #expect(pod.asked.count { $0 == .startup } == before)
    }

    @Test("a process that never comes up is stopped after as many failures as allowed")
    func neverUp() {
        var pod = Pod(Self.rules())
        pod.healthy = []
        // Asked at 1, 3, … 299 s.
        pod.pass(298)
        #expect(pod.stops.isEmpty)
        pod.pass(1)
        #expect(pod.stops == [.seconds(299)])
    }

    @Test("a process that no longer answers is stopped with its grace period and restarted")
    func liveness() {
        var pod = Pod(Self.rules())
        pod.pass(9)
        pod.healthy = []
        pod.pass(60)
        // Asked at 2 s, when it was well, then at 12, 22, … 62 s.
        #expect(pod.stops == [.seconds(62)])
        #expect(pod.starts == [.zero, .seconds(63)])
        #expect(!pod.supervision.isReady)
    }

    @Test("the grace period of a stop is the manifest's")
    func graceOfStop() {
        var rules = Self.rules()
        rules.probes = [.liveness: rules.probes[.liveness]].compactMapValues(\.self)
        var supervision = PodSupervision(rules: rules)
        _ = supervision.actions(at: .zero)
        supervision.started(at: .zero)
        var stops: [PodSupervision.Action] = []
        for _ in 0..<6 {
            if let stop = supervision.answered(.liveness, isHealthy: false, at: .zero) { stops.append(stop) }
        }
        #expect(stops == [.stop(grace: .seconds(45))])
    }

    @Test("without a liveness probe, a process that no longer answers keeps running")
    func noLiveness() {
        var rules = Self.rules()
        rules.probes[.liveness] = nil
        var pod = Pod(rules)
        pod.pass(5)
        pod.healthy = []
        pod.pass(1_000)
        #expect(pod.stops.isEmpty)
        #expect(pod.starts.count == 1)
    }

    @Test("a readiness probe that fails for five minutes restarts nothing, and the pod is ready once it succeeds")
    func readiness() {
        var pod = Pod(Self.rules())
        pod.pass(5)
        #expect(pod.supervision.isReady)
        pod.healthy = [.startup, .liveness]
        pod.pass(5)
        #expect(pod.supervision.isReady)
        pod.pass(300)
        #expect(!pod.supervision.isReady)
        #expect(pod.starts.count == 1 && pod.stops.isEmpty)
        pod.healthy = [.startup, .liveness, .readiness]
        pod.pass(5)
        #expect(pod.supervision.isReady)
    }

    @Test("one missing answer changes nothing")
    func oneFailure() {
        var pod = Pod(Self.rules())
        pod.pass(9)
        pod.healthy = []
        pod.pass(4)
        pod.healthy = [.startup, .liveness, .readiness]
        pod.pass(120)
        #expect(pod.stops.isEmpty)
        #expect(pod.supervision.isReady)
    }
}
