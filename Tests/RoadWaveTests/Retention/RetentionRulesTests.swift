import Testing

@testable import RoadWave

@Suite("What lasts, what goes")
struct RetentionRulesTests {
    private let rules = RetentionRules(recordingKept: .seconds(604_800), liveMediaKept: .seconds(86_400))

    private func published(at date: WallDate) -> RecordingFacts {
        RecordingFacts(job: .published, endedAt: .at(0), publishedAt: date, mp3Size: 7)
    }

    @Test("a recording goes 604,800 seconds after its replay was published, and no millisecond before")
    func sevenDays() {
        let facts = published(at: .at(0))
        #expect(rules.decision(on: facts, now: .at(604_800)) == .deleteIfStored(mp3Size: 7))
        #expect(rules.decision(on: facts, now: .at(604_799.999)) == .keep)
        #expect(rules.decision(on: facts, now: .at(604_800 - 3_600)) == .keep)
    }

    @Test("a day of 23 hours is no day: what was published before the clocks went forward stays an hour longer")
    func summerTime() throws {
        let date = { (text: String) in try #require(WallDate(parsing: text)) }
        let facts = published(at: try date("2026-03-23T03:00:00+01:00"))
        #expect(rules.decision(on: facts, now: try date("2026-03-30T03:30:00+02:00")) == .keep)
        #expect(rules.decision(on: facts, now: try date("2026-03-30T04:00:00+02:00")) == .deleteIfStored(mp3Size: 7))
    }

    @Test("the media of a live goes 24 hours after its end, in hours of 60 minutes")
    func liveMedia() throws {
        #expect(rules.liveMediaLimit(now: .at(86_400)) == .at(0))
        let now = try #require(WallDate(parsing: "2026-03-29T12:00:00+02:00"))
        #expect(rules.liveMediaLimit(now: now) == WallDate(parsing: "2026-03-28T11:00:00+01:00"))
    }

    @Test(
        "a recording whose replay is not published stays for ever, and why is said",
        arguments: ReplayJob.State.allCases.filter { $0 != .published && $0 != .dropped })
    func unpublished(_ state: ReplayJob.State) {
        // It was published once, and is being made again.
        var facts = published(at: .at(0))
        facts.job = state
        facts.reason = "no\nroom"
        #expect(rules.decision(on: facts, now: .at(1e9)) == .hold(.unpublished(state, "no\nroom")))
        #expect(!HeldRecording.Reason.unpublished(state, "no\nroom").description.contains("\n"))
    }

    @Test("a dropped job releases its recording at once")
    func dropped() {
        let facts = RecordingFacts(job: .dropped, endedAt: .at(0))
        #expect(rules.decision(on: facts, now: .at(1)) == .delete)
    }

    @Test("a recording stays while its live runs, and where the database does not have its live")
    func withoutJob() {
        #expect(rules.decision(on: RecordingFacts(), now: .at(1e9)) == .keep)
        #expect(rules.decision(on: nil, now: .at(1e9)) == .hold(.unknownLive))
    }

    @Test("a published job without its row of the replay holds its recording")
    func noReplay() {
        #expect(rules.decision(on: RecordingFacts(job: .published), now: .at(1e9)) == .hold(.noReplay))
    }

    @Test("the last copy stays: the MP3 has to be in the storage, with the size of its row")
    func lastCopy() {
        #expect(rules.decision(expecting: 7, stored: 7) == .delete)
        #expect(rules.decision(expecting: 7, stored: nil) == .hold(.mp3Missing))
        #expect(rules.decision(expecting: 7, stored: 6) == .hold(.mp3Differs(expected: 7, stored: 6)))
    }
}
