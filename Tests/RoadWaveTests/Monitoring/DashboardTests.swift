import Foundation
import Testing

@testable import RoadWave

/// What stands in deploy/monitoring, compared with the metrics that a node has.
@Suite("Dashboard and alert rules")
struct DashboardTests {
    private struct Dashboard: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable { let expr: String }
            struct Field: Decodable {
                struct Defaults: Decodable { let unit: String }
                let defaults: Defaults
            }
            let title: String
            let targets: [Target]
            let fieldConfig: Field
        }
        let panels: [Panel]
    }

    private static func text(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        return try String(contentsOf: root.appending(path: "deploy/monitoring/\(name)"), encoding: .utf8)
    }

    private static func panels() throws -> [Dashboard.Panel] {
        try JSONDecoder().decode(Dashboard.self, from: Data(try text("dashboard.json").utf8)).panels
    }

    /// The names of metrics in an expression.
    private static func names(in expression: String) -> Set<String> {
        Set(expression.matches(of: /roadwave_[a-z_]+/).map { String($0.0) })
    }

    /// The names of a node's metrics, without labels.
    private static let known = Set(
        (AdminRoutesTests.series + AdminRoutesTests.measured).map { String($0.prefix { $0 != "{" }) })

    @Test(
        "every series of the dashboard and of the rules is one that a node has",
        arguments: ["dashboard.json", "alerts.yaml"])
    func series(file: String) throws {
        let names = Self.names(in: try Self.text(file)).subtracting(["roadwave_"])
        #expect(names.count > 10)
        #expect(names.subtracting(Self.known) == [])
    }

    @Test("operators read what each alert means")
    func explained() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let page = try String(contentsOf: root.appending(path: "docs/operations.md"), encoding: .utf8)
        let alerts = try Self.text("alerts.yaml").matches(of: /- alert: (\w+)/).map { String($0.1) }
        #expect(alerts.count > 10)
        for alert in alerts { #expect(page.contains("`\(alert)`"), "docs/operations.md does not explain \(alert)") }
    }

    @Test("each panel has an expression, and the panels together every resource with its threshold")
    func panels() throws {
        let panels = try Self.panels()
        #expect(panels.allSatisfy { !$0.targets.isEmpty })
        let shown = panels.flatMap(\.targets).reduce(into: Set()) { $0.formUnion(Self.names(in: $1.expr)) }
        #expect(Set(AdminRoutesTests.monitored).subtracting(shown) == [])
    }

    @Test("counters are only shown as rates or increases, and gauges never are")
    func counters() throws {
        for expression in try Self.panels().flatMap(\.targets).map(\.expr) {
            for match in expression.matches(of: /(rate\(|increase\()?(roadwave_[a-z_]+)/) {
                #expect((match.1 != nil) == match.2.hasSuffix("_total"), "\(expression)")
            }
        }
    }

    @Test("the unit of a panel is that of its metrics: bits of bytes times eight")
    func units() throws {
        for panel in try Self.panels() {
            let unit = panel.fieldConfig.defaults.unit
            for expression in panel.targets.map(\.expr) {
                for name in Self.names(in: expression) {
                    if name.hasSuffix("_ratio") { #expect(unit == "percentunit", "\(panel.title)") }
                    if name.hasSuffix("_seconds") { #expect(unit == "s", "\(panel.title)") }
                    if name.contains("_bytes_") {
                        #expect(unit == (expression.hasPrefix("8 * ") ? "bps" : "Bps"), "\(panel.title)")
                    }
                }
            }
        }
    }
}
