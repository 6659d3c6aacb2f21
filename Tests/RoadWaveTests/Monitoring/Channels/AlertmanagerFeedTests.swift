import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Reports to Alertmanager")
struct AlertmanagerFeedTests {
    private let sender = AlertSender(node: "n", link: "http://n/")
    private let incident = Incident(
        metric: .cpu, kind: .threshold, startedAt: WallDate(millisecondsSince1970: 1_000_000), value: 0.9,
        threshold: 0.8)
    private var feed: AlertmanagerFeed
    private var now = MonotonicTime.zero
    private var date: WallDate { WallDate(millisecondsSince1970: 1_000_000) + (now - .zero) }

    init() {
        feed = AlertmanagerFeed(sender: sender)
        feed.take(sender.message(about: .started(incident), timing: AlertTiming(), rule: nil))
    }

    private func end(after period: Duration) -> AlertMessage {
        sender.message(
            about: .ended(incident, at: incident.startedAt + period, value: 0.1), timing: AlertTiming(), rule: nil)
    }

    @Test("an open alert is reported at once, then each third of the time after which it would end by itself")
    mutating func repeats() throws {
        for _ in 0..<5 {
            let report = try #require(feed.report(at: now, date: date))
            #expect(report.alerts.map(\.endsAt) == [(date + .seconds(180)).description])
            #expect(report.alerts.map(\.startsAt) == [incident.startedAt.description])
            feed.settle(.accepted, of: report, at: now)
            #expect(feed.report(at: now + .seconds(59), date: date) == nil)
            now = now + .seconds(60)
        }
    }

    @Test("the labels of an alert are the same from its beginning to its end, and have no value in them")
    mutating func labels() throws {
        let first = try #require(feed.report(at: now, date: date))
        feed.settle(.accepted, of: first, at: now)
        feed.take(end(after: .seconds(120)))
        let last = try #require(feed.report(at: now, date: date))
        #expect(first.alerts.map(\.labels) == last.alerts.map(\.labels))
        #expect(
            first.alerts.first?.labels == [
                "alertname": "RoadWaveResource", "service": "roadwave", "node": "n", "kind": "threshold",
                "metric": "cpu_usage",
            ])
        #expect(first.alerts.first?.annotations["value"] == "0.9")
        #expect(last.alerts.first?.endsAt == (incident.startedAt + .seconds(120)).description)
    }

    @Test("an end is reported until it is accepted, and then never again")
    mutating func end() throws {
        feed.take(end(after: .seconds(5)))
        for _ in 0..<3 {
            let report = try #require(feed.report(at: now, date: date))
            #expect(report.alerts.count == 1)
            feed.settle(.failed("down", after: nil), of: report, at: now)
            #expect(feed.report(at: now, date: date) == nil)
            now = now + .seconds(60)
        }
        let report = try #require(feed.report(at: now, date: date))
        feed.settle(.accepted, of: report, at: now)
        #expect(feed.report(at: now + .seconds(3_600), date: date) == nil)
    }

    @Test("a message that arrives during a report is in the next one")
    mutating func overtaken() throws {
        let report = try #require(feed.report(at: now, date: date))
        feed.take(end(after: .seconds(5)))
        feed.settle(.accepted, of: report, at: now)
        #expect(
            feed.report(at: now, date: date)?.alerts.first?.endsAt == (incident.startedAt + .seconds(5)).description)
    }

    @Test("no alert ends before it starts, as with a clock that was set back")
    mutating func setBack() throws {
        feed.take(end(after: .seconds(-60)))
        let alert = try #require(feed.report(at: now, date: date)?.alerts.first)
        #expect(alert.startsAt <= alert.endsAt)
    }

    @Test("failed replays of all lives are one alert: a live is no label")
    mutating func replays() throws {
        for _ in 0..<3 {
            feed.take(
                sender.message(
                    about: .replayFailed(LiveID(), reason: "r", at: date), timing: AlertTiming(), rule: nil))
        }
        let labels = try #require(feed.report(at: now, date: date)).alerts.map(\.labels)
        #expect(Set(labels.filter { $0["kind"] == "replay_failed" }).count == 1)
    }
}
