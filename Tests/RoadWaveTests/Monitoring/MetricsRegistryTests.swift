import CoreMetrics
import Testing

@testable import RoadWave

@Suite("Registry of metrics")
struct MetricsRegistryTests {
    enum Reason: String, CaseIterable {
        case late
        case lost
    }

    @Test("a counter, a gauge and counters by label are on the page before they are used, sorted by name")
    func page() {
        let registry = MetricsRegistry()
        let lives = registry.gauge("lives", "Lives.")
        let drops: LabelledCounters<Reason> = registry.counters("drops", "Drops.", by: "reason")
        _ = registry.counter("starts", "Starts.")
        lives.set(3)
        drops.increment(.lost, by: 2)
        #expect(
            registry.text == """
                # HELP drops Drops.
                # TYPE drops counter
                drops{reason="late"} 0
                drops{reason="lost"} 2
                # HELP lives Lives.
                # TYPE lives gauge
                lives 3
                # HELP starts Starts.
                # TYPE starts counter
                starts 0

                """)
    }

    @Test("a counter whose labels are open appears with its first count")
    func openLabels() {
        let registry = MetricsRegistry()
        let drops: LabelledCounters<Int> = registry.counters("drops", "Drops.", by: "size") { "\($0)" }
        #expect(registry.samples.isEmpty)
        drops.increment(by: [7: 2, 8: 1])
        drops.increment(7)
        #expect(registry.samples == ["drops{size=\"7\"}": 3, "drops{size=\"8\"}": 1])
    }

    @Test("a gauge whose value is not known has no sample")
    func unknown() {
        let registry = MetricsRegistry()
        let slots = registry.gaugeIfKnown("slots", "Slots.")
        slots.set(4)
        #expect(registry["slots"] == 4)
        slots.set(nil)
        #expect(registry["slots"] == nil)
        slots.set(5)
        #expect(registry["slots"] == 5)
    }

    @Test("two who ask for the same metric count together, and two registries apart")
    func sharing() {
        let registry = MetricsRegistry()
        registry.counter("starts", "Starts.").increment()
        registry.counter("starts", "Starts.").increment()
        #expect(registry["starts"] == 2)
        #expect(MetricsRegistry()["starts"] == nil)
    }

    @Test("counting from many threads loses nothing")
    func concurrent() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("packets", "Packets.")
        await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<1_000 { counter.increment() } } }
        }
        #expect(registry["packets"] == 8_000)
    }

    @Test("a name that is used for two kinds breaks nothing")
    func collision() {
        let registry = MetricsRegistry()
        registry.counter("name", "A counter.").increment()
        registry.gauge("name", "A gauge.").set(9)
        #expect(registry["name"] == 1)
    }
}

extension MetricsRegistry {
    /// Every sample, by its name and labels as the page has them.
    var samples: [String: Int] {
        let samples = text.split(separator: "\n").compactMap { line in
            line.lastIndex(of: " ").flatMap { space in
                line.hasPrefix("#") ? nil : Int(line[line.index(after: space)...]).map { (String(line[..<space]), $0) }
            }
        }
        return Dictionary(samples, uniquingKeysWith: +)
    }

    /// The value of a metric, by its name and labels as the page has them; nil when it has none.
    subscript(_ series: String) -> Int? { samples[series] }
}
