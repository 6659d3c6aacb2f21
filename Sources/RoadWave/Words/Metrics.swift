internal import CoreMetrics

/// What a metric's value means.
enum MetricKind: String, Sendable {
    /// It only grows.
    case counter
    /// It goes up and down.
    case gauge
}

/// A factory that keeps the meaning of each metric beside its values.
protocol DescribedMetrics: MetricsFactory {
    /// Says what a metric means, in one English line, before it has a value.
    func describe(_ name: String, _ kind: MetricKind, _ help: String)
}

/// How the folders make their metrics: described, and under the whole name that the page of metrics shows.
extension MetricsFactory {
    /// A counter, which has the value 0 at once.
    func counter(_ name: String, _ help: String) -> Counter {
        describe(name, .counter, help)
        return Counter(label: name, factory: self)
    }

    /// Counters by one label, which have the value 0 at once: an alert on one needs its series before the first time.
    func counters<Value: CaseIterable & RawRepresentable<String> & Hashable & Sendable>(
        _ name: String, _ help: String, by label: String
    ) -> LabelledCounters<Value> {
        describe(name, .counter, help)
        return LabelledCounters(name, by: label, in: self, known: Value.allCases) { $0.rawValue }
    }

    /// Counters by one label, each of which appears with its first count.
    func counters<Value: Hashable & Sendable>(
        _ name: String, _ help: String, by label: String, text: @escaping @Sendable (Value) -> String
    ) -> LabelledCounters<Value> {
        describe(name, .counter, help)
        return LabelledCounters(name, by: label, in: self, known: [], text: text)
    }

    /// A gauge, which has the value 0 at once.
    func gauge(_ name: String, _ help: String) -> Meter {
        describe(name, .gauge, help)
        let gauge = Meter(label: name, factory: self)
        gauge.set(0)
        return gauge
    }

    /// A gauge without a sample while its value is not known.
    func gaugeIfKnown(_ name: String, _ help: String) -> GaugeIfKnown {
        describe(name, .gauge, help)
        return GaugeIfKnown(name: name, factory: self)
    }

    private func describe(_ name: String, _ kind: MetricKind, _ help: String) {
        (self as? any DescribedMetrics)?.describe(name, kind, help)
    }
}

/// The counters of one name, by the value of their label.
struct LabelledCounters<Value: Hashable & Sendable>: Sendable {
    private let name: String
    private let label: String
    private let factory: any MetricsFactory
    private let text: @Sendable (Value) -> String
    private let known: [Value: Counter]

    fileprivate init(
        _ name: String, by label: String, in factory: any MetricsFactory, known: some Collection<Value>,
        text: @escaping @Sendable (Value) -> String
    ) {
        self.name = name
        self.label = label
        self.factory = factory
        self.text = text
        self.known = Dictionary(
            uniqueKeysWithValues: known.map {
                ($0, Counter(label: name, dimensions: [(label, text($0))], factory: factory))
            })
    }

    func increment(_ value: Value, by amount: Int = 1) {
        let counter = known[value] ?? Counter(label: name, dimensions: [(label, text(value))], factory: factory)
        counter.increment(by: amount)
    }

    /// Adds what was counted in a batch.
    func increment(by amounts: [Value: Int]) {
        for (value, amount) in amounts { increment(value, by: amount) }
    }
}

/// A gauge without a sample while its value is not known.
struct GaugeIfKnown: Sendable {
    fileprivate let name: String
    fileprivate let factory: any MetricsFactory

    func set(_ value: Int?) {
        let gauge = Meter(label: name, factory: factory)
        if let value { gauge.set(value) } else { gauge.destroy() }
    }
}
