import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("The machine of alerts")
struct AlertMachineTests {
    /// The specification's rules, fed a second at a time.
    private struct Watch {
        var machine: AlertMachine
        var now = MonotonicTime.zero

        init(_ metric: MonitoredMetric, open: [Incident] = []) {
            let rules = MonitoringConfiguration().rules(of: [metric])
            machine = AlertMachine(rules: rules, timing: AlertTiming(), open: open)
            self.metric = metric
        }

        private let metric: MonitoredMetric

        /// Takes a value now, and goes on by a second.
        mutating func take(_ value: Double?) -> [AlertEvent] {
            defer { now = now + .seconds(1) }
            return machine.take(
                value.map { [metric: $0] } ?? [:], at: now,
                date: WallDate(millisecondsSince1970: now.nanoseconds / 1_000_000))
        }

        /// Takes a value now and each second until so many have passed: one more value than seconds.
        mutating func hold(_ value: Double?, seconds: Int) -> [AlertEvent] {
            (0...seconds).flatMap { _ in take(value) }
        }
    }

    private func isStart(_ event: AlertEvent?, _ kind: Incident.Kind = .threshold) -> Bool {
        if case .started(let incident)? = event { incident.kind == kind } else { false }
    }

    private func isEnd(_ event: AlertEvent?, _ kind: Incident.Kind = .threshold) -> Bool {
        if case .ended(let incident, _, _)? = event { incident.kind == kind } else { false }
    }

    @Test(
        "a value equal to the threshold is no breach, and the least above it is one",
        arguments: [
            (MonitoredMetric.cpu, 0.80, 0.801), (.cpu, 0.80, 0.8000001), (.memory, 0.85, 0.851), (.upload, 0.80, 0.801),
            (.sessions, 90, 91), (.delivery, 0.200, 0.2001),
        ] as [(MonitoredMetric, Double, Double)])
    func threshold(metric: MonitoredMetric, equal: Double, above: Double) {
        var watch = Watch(metric)
        #expect(watch.hold(equal, seconds: 100) == [])
        var other = Watch(metric)
        #expect(isStart(other.hold(above, seconds: 30).first))
    }

    @Test("a quotient of whole numbers that is 80 % is no breach")
    func quotient() {
        var watch = Watch(.cpu)
        #expect(watch.hold(1_200_000.0 / 1_500_000.0, seconds: 60) == [])
    }

    @Test("29 s over the threshold are no alert, 30 s are one")
    func beginning() {
        var watch = Watch(.cpu)
        #expect(watch.hold(0.9, seconds: 29) == [])
        let events = watch.take(0.91)
        #expect(
            events == [
                .started(
                    Incident(
                        metric: .cpu, kind: .threshold, startedAt: WallDate(millisecondsSince1970: 30_000), value: 0.91,
                        threshold: 0.8))
            ])
    }

    @Test("59 s below the release do not end an alert, 60 s do")
    func end() {
        var watch = Watch(.cpu)
        _ = watch.hold(0.9, seconds: 30)
        #expect(watch.hold(0.749, seconds: 59) == [])
        let events = watch.take(0.5)
        #expect(events.count == 1 && isEnd(events.first))
        #expect(watch.machine.open == [])
    }

    @Test(
        "a value equal to the release, or between it and the threshold, ends no alert",
        arguments: [
            (MonitoredMetric.cpu, 0.9, 0.75), (.cpu, 0.9, 0.79), (.memory, 0.9, 0.80), (.sessions, 95, 85),
            (.delivery, 0.3, 0.195),
        ] as [(MonitoredMetric, Double, Double)])
    func hysteresis(metric: MonitoredMetric, high: Double, between: Double) {
        var watch = Watch(metric)
        _ = watch.hold(high, seconds: 30)
        #expect(watch.hold(between, seconds: 300) == [])
        #expect(watch.machine.open.count == 1)
    }

    @Test("a value that oscillates around the threshold raises no alert, and an open alert has no second message")
    func flapping() {
        var watch = Watch(.cpu)
        for _ in 0..<50 {
            #expect(watch.hold(0.9, seconds: 28) == [])
            #expect(watch.take(0.8) == [])
        }
        #expect(watch.hold(0.9, seconds: 30).count == 1)
        for _ in 0..<50 {
            #expect(watch.hold(0.7, seconds: 58) == [])
            #expect(watch.take(0.9) == [])
        }
        #expect(watch.hold(0.9, seconds: 3_600) == [])
    }

    @Test("after its end, the next breach is another incident")
    func again() {
        var watch = Watch(.sessions)
        let first = watch.hold(91, seconds: 30) + watch.hold(10, seconds: 60)
        let second = watch.hold(91, seconds: 30) + watch.hold(10, seconds: 60)
        #expect(first.count == 2 && second.count == 2)
        #expect(first != second)
    }

    @Test(
        "what is not a finite number is no value, and 30 s of it are an alert of its own",
        arguments: [nil, Double.nan, Double.infinity, -Double.infinity] as [Double?])
    func noData(value: Double?) {
        var watch = Watch(.delivery)
        #expect(watch.hold(value, seconds: 29) == [])
        let events = watch.take(value)
        #expect(events.count == 1 && isStart(events.first, .noData))
        #expect(watch.hold(value, seconds: 300) == [])
        #expect(watch.hold(0.01, seconds: 59) == [])
        #expect(isEnd(watch.take(0.01).first, .noData))
    }

    @Test("values that stop ends no alert: it stays open beside the one about the missing values")
    func silentBreach() {
        var watch = Watch(.cpu)
        _ = watch.hold(0.9, seconds: 30)
        #expect(isStart(watch.hold(nil, seconds: 90).first, .noData))
        #expect(watch.machine.open.map(\.kind) == [.threshold, .noData])
    }

    @Test("a single missing value breaks no stretch, and six seconds without a value do")
    func gap() {
        var short = Watch(.cpu)
        _ = short.hold(0.9, seconds: 14)
        _ = short.take(nil)
        #expect(short.hold(0.9, seconds: 14).count == 1)
        var long = Watch(.cpu)
        _ = long.hold(0.9, seconds: 14)
        for _ in 0..<6 { _ = long.take(nil) }
        #expect(long.hold(0.9, seconds: 29) == [])
        #expect(long.take(0.9).count == 1)
    }

    @Test("a node that was paused for an hour does not count the hour")
    func pause() {
        var watch = Watch(.cpu)
        _ = watch.take(0.9)
        watch.now = watch.now + .seconds(3_600)
        #expect(watch.hold(0.9, seconds: 29) == [])
        #expect(watch.take(0.9).count == 1)
    }

    @Test("a restart neither repeats the beginning of an incident nor forgets its end")
    func restart() {
        let incident = Incident(
            metric: .cpu, kind: .threshold, startedAt: WallDate(millisecondsSince1970: 7), value: 0.9, threshold: 0.8)
        var watch = Watch(.cpu, open: [incident])
        #expect(watch.hold(0.9, seconds: 300) == [])
        let events = watch.hold(0.1, seconds: 60)
        #expect(events.count == 1)
        if case .ended(let ended, _, _)? = events.first { #expect(ended == incident) }
    }

    @Test("an open incident about a metric that is no longer measured ends at the next measurement")
    func orphan() {
        let incident = Incident(
            metric: .delivery, kind: .noData, startedAt: WallDate(millisecondsSince1970: 7), threshold: 0.2)
        var watch = Watch(.cpu, open: [incident])
        #expect(watch.take(0.1) == [.ended(incident, at: WallDate(millisecondsSince1970: 0), value: nil)])
        #expect(watch.take(0.1) == [])
    }

    @Test("each metric has its own state")
    func independence() {
        let all = MonitoringConfiguration().rules(of: MonitoredMetric.allCases)
        var machine = AlertMachine(rules: all, timing: AlertTiming())
        let high: [MonitoredMetric: Double] = [.cpu: 0.9, .memory: 0.9, .upload: 0.9, .sessions: 91, .delivery: 0.3]
        var events: [AlertEvent] = []
        for second in 0...30 {
            let now = MonotonicTime.zero + .seconds(second)
            events += machine.take(high, at: now, date: WallDate(millisecondsSince1970: 0))
        }
        #expect(events.count == 5)
        #expect(machine.open.map(\.metric) == MonitoredMetric.allCases)
    }
}
