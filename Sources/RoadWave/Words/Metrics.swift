internal import CoreMetrics

/// How a metric's value changes.
enum MetricKind: String, Sendable {
    /// It only grows.
    case counter
    /// It goes up and down.
    case gauge
}

/// A metrics factory that also stores a description of each metric.
protocol DescribedMetrics: MetricsFactory {
    /// Describes a metric in one English line, before it has a value.
    func describe(_ name: String, _ kind: MetricKind, _ help: String)
}

/// The factory methods that all folders use: each metric has a description, and is made under the full name that the
/// metrics page shows.
extension MetricsFactory {
    /// A counter, which has the value 0 from the start.
    func counter(_ name: String, _ help: String) -> Counter {
        describe(name, .counter, help)
        return Counter(label: name, factory: self)
    }

    /// Counters by one label, which have the value 0 from the start: an alert on one needs its series before the first
    /// event.
    func counters<Value: CaseIterable & RawRepresentable<String> & Hashable & Sendable>(
        _ name: String, _ help: String, by label: String
    ) -> LabelledCounters<Value> {
        describe(name, .counter, help)
        return LabelledCounters(name, by: label, in: self, known: Value.allCases) { $0.rawValue }
    }

    /// Counters by one label; each appears with its first count.
    func counters<Value: Hashable & Sendable>(
        _ name: String, _ help: String, by label: String, text: @escaping @Sendable (Value) -> String
    ) -> LabelledCounters<Value> {
        describe(name, .counter, help)
        return LabelledCounters(name, by: label, in: self, known: [], text: text)
    }

    /// A gauge, which has the value 0 from the start.
    func gauge(_ name: String, _ help: String) -> Meter {
        describe(name, .gauge, help)
        let gauge = Meter(label: name, factory: self)
        gauge.set(0)
        return gauge
    }

    /// A gauge that has no sample while its value is unknown.
    func gaugeIfKnown(_ name: String, _ help: String) -> GaugeIfKnown {
        describe(name, .gauge, help)
        return GaugeIfKnown(name: name, factory: self)
    }

    private func describe(_ name: String, _ kind: MetricKind, _ help: String) {
        (self as? any DescribedMetrics)?.describe(name, kind, help)
    }
}

/// The counters of one name, by the values of their label.
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

    /// Adds the counts of a batch.
    func increment(by amounts: [Value: Int]) {
        for (value, amount) in amounts { increment(value, by: amount) }
    }
}

/// A gauge that has no sample while its value is unknown.
struct GaugeIfKnown: Sendable {
    fileprivate let name: String
    fileprivate let factory: any MetricsFactory

    func set(_ value: Int?) {
        let gauge = Meter(label: name, factory: factory)
        if let value { gauge.set(value) } else { gauge.destroy() }
    }

    func set(measured value: Double?) {
        let gauge = Meter(label: name, factory: factory)
        if let value { gauge.set(value) } else { gauge.destroy() }
    }
}
