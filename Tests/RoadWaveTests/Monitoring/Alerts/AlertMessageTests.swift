import Foundation
import Testing

@testable import RoadWave

@Suite("Messages of alerts")
struct AlertMessageTests {
    private static let sender = AlertSender(node: "https://a.radio.example", link: "https://tableau.example/noeud")
    private static let date = WallDate(millisecondsSince1970: 1_774_787_696_789)

    private func message(_ event: AlertEvent) -> AlertMessage {
        let rules = MonitoringConfiguration().rules(of: MonitoredMetric.allCases)
        let rule: AlertRule? =
            switch event {
            case .started(let incident), .ended(let incident, _, _): rules[incident.metric]
            case .replayFailed: nil
            }
        return Self.sender.message(about: event, timing: AlertTiming(), rule: rule)
    }

    private func incident(_ metric: MonitoredMetric, _ value: Double?, _ threshold: Double) -> Incident {
        Incident(
            metric: metric, kind: value == nil ? .noData : .threshold, startedAt: Self.date, value: value,
            threshold: threshold)
    }

    @Test(
        "a beginning says the value, the threshold, the node and the link, in French",
        arguments: [
            (MonitoredMetric.cpu, 0.864, 0.8, "Processeur à 86,4 %, au-dessus du seuil de 80 % depuis 30 s."),
            (.memory, 0.8501, 0.85, "Mémoire à 85,01 %, au-dessus du seuil de 85 % depuis 30 s."),
            (.upload, 1.5, 0.8, "Bande passante d’envoi à 150 %, au-dessus du seuil de 80 % depuis 30 s."),
            (.sessions, 91, 90, "Connexions WebRTC à 91, au-dessus du seuil de 90 depuis 30 s."),
            (.delivery, 0.3125, 0.2, "Latence moyenne du CDN à 312,5 ms, au-dessus du seuil de 200 ms depuis 30 s."),
        ] as [(MonitoredMetric, Double, Double, String)])
    func beginning(metric: MonitoredMetric, value: Double, threshold: Double, sentence: String) {
        let message = message(.started(incident(metric, value, threshold)))
        let lines = message.text.replacing(/[\u{A0}\u{202F}]/, with: " ").split(separator: "\n")
        #expect(lines.first.map(String.init) == sentence)
        #expect(
            Array(lines.dropFirst()) == [
                "Début de l'alerte : 29/03/2026 à 12:34:56 UTC", "Nœud : https://a.radio.example",
                "Voir : https://tableau.example/noeud",
            ])
        #expect(message.status == .firing)
        #expect(message.value == value && message.threshold == threshold)
    }

    @Test("a value just over its threshold is not shown as the threshold")
    func rounding() {
        #expect(MonitoredMetric.cpu.unit.french(0.80004, besides: 0.8) == "80,004\u{202F}%")
        #expect(MonitoredMetric.cpu.unit.french(0.8, besides: 0.8) == "80\u{202F}%")
        #expect(MonitoredMetric.cpu.unit.french(0.86449) == "86,4\u{202F}%")
    }

    @Test("an end says how low the value is, and how long the alert was")
    func end() {
        let start = incident(.cpu, 0.9, 0.8)
        let message = message(.ended(start, at: Self.date + .seconds(252), value: 0.612))
        let text = message.text.replacing(/[\u{A0}\u{202F}]/, with: " ")
        #expect(text.hasPrefix("Processeur à 61,2 %, sous 75 % depuis 60 s.\nDurée de l'alerte : 4 min 12 s\n"))
        #expect(message.status == .resolved)
        #expect(message.endedAt == "2026-03-29T12:39:08.789Z")
    }

    @Test("missing values are reported without a number")
    func noData() {
        let message = message(.started(incident(.delivery, nil, 0.2)))
        #expect(message.text.hasPrefix("Latence moyenne du CDN sans aucune mesure depuis"))
        #expect(message.kind == "no_data")
        #expect(message.value == nil)
    }

    @Test("both messages of an incident name it, each has an identity of its own, and another node has others")
    func identities() {
        let start = incident(.cpu, 0.9, 0.8)
        let (first, last) = (message(.started(start)), message(.ended(start, at: Self.date, value: 0.1)))
        #expect(first.incident == last.incident)
        #expect(first.id != last.id)
        let elsewhere = AlertSender(node: "b", link: "c").message(
            about: .started(start), timing: AlertTiming(), rule: nil)
        #expect(elsewhere.incident != first.incident)
        // A header carries it.
        #expect(first.id.utf8.allSatisfy { (0x21..<0x7f).contains($0) })
    }

    @Test("a failed replay says its live, the reason and the command, and a long reason is cut")
    func replay() {
        let live = LiveID()
        let message = message(.replayFailed(live, reason: String(repeating: "x", count: 9_999), at: Self.date))
        #expect(message.text.contains("roadwave-server jobs retry \(live)"))
        #expect(message.text.utf8.count < 1_000)
        #expect(message.status == .event)
    }

    @Test("the JSON of a message is the same bytes each time, also after it was stored")
    func bytes() throws {
        let message = message(.started(incident(.cpu, 0.8640000000000001, 0.8)))
        let stored = try JSONDecoder().decode(AlertMessage.self, from: Data(message.json))
        #expect(stored == message)
        #expect(stored.json == message.json)
        #expect(!message.json.isEmpty)
    }
}
