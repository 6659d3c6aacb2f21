internal import CoreMetrics
internal import Synchronization

/// The counters and gauges of one node, in memory, and the page that shows them.
///
/// A backend of swift-metrics that is passed as a value and not installed for the process, since several nodes can run
/// in one process. Timers and distributions are not kept. See docs/decisions/nodes.md, « Metrics ».
final class MetricsRegistry: DescribedMetrics {
    private struct Family {
        var kind: MetricKind
        var help = ""
        /// By the labels, as written on the page.
        var cells: [String: any MetricCell] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    /// Every metric in the Prometheus text format.
    var text: String {
        let families = families.withLock { families in
            families.map { name, family in
                (name, family.kind, family.help, family.cells.mapValues(\.number))
            }
        }
        var page = PrometheusText()
        for (name, kind, help, samples) in families.sorted(by: { $0.0 < $1.0 }) {
            page.add(name, kind, help, samples)
        }
        return page.text
    }

    func describe(_ name: String, _ kind: MetricKind, _ help: String) {
        families.withLock {
            $0[name, default: Family(kind: kind)].kind = kind
            $0[name]?.help = help
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(.counter, label, dimensions) { CounterCell() }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(.gauge, label, dimensions) { GaugeCell() }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? NOOPMetricsHandler.instance : cell(.gauge, label, dimensions) { GaugeCell() }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }

    func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    func destroyTimer(_ handler: any TimerHandler) {}

    /// The cell of a series: all callers share it. If a name is used for both kinds, the second kind gets a separate
    /// cell that the page does not show.
    private func cell<Cell: MetricCell>(
        _ kind: MetricKind, _ name: String, _ dimensions: [(String, String)], make: () -> Cell
    ) -> Cell {
        let labels = PrometheusText.labels(dimensions)
        return families.withLock { families in
            let known = families[name, default: Family(kind: kind)].cells[labels]
            if let known { return known as? Cell ?? make() }
            let made = make()
            families[name, default: Family(kind: kind)].cells[labels] = made
            return made
        }
    }

    private func remove(_ handler: AnyObject) {
        families.withLock { families in
            families = families.mapValues { family in
                var family = family
                family.cells = family.cells.filter { $0.value !== handler }
                return family
            }
        }
    }
}

/// The value of one series.
private protocol MetricCell: AnyObject, Sendable {
    var number: Double { get }
}

/// Counting is one atomic addition, since packets are counted one by one.
private final class CounterCell: CounterHandler, MetricCell {
    private let value = Atomic<Int64>(0)

    var number: Double { Double(value.load(ordering: .relaxed)) }
    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }
}

private final class GaugeCell: MeterHandler, RecorderHandler, MetricCell {
    private let value = Mutex(0.0)

    var number: Double { value.withLock { $0 } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}
