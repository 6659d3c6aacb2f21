import Testing

@testable import StepDefinitions

@Suite("What AVPlayer and ExoPlayer need")
struct PlayerProfileTests {
    private static let profiles = [PlayerProfile.avPlayer, .exoPlayer]

    @Test("a live served as it should be breaks no rule", arguments: profiles)
    func good(profile: PlayerProfile) {
        #expect(profile.violations(in: GoodLive().live()).map(\.description) == [])
        #expect(profile.violations(in: GoodLive(isOver: true).live()).map(\.description) == [])
        #expect(profile.violations(in: GoodLive(discontinuity: nil).live()).map(\.description) == [])
    }

    @Test("what is wrong breaks its rule, and no other", arguments: profiles, BrokenLive.all)
    func broken(profile: PlayerProfile, broken: BrokenLive) {
        guard profile.rules.contains(where: { $0.id == broken.rule }) else { return }
        let violations = profile.violations(in: broken.live)
        #expect(Set(violations.map(\.rule)) == [broken.rule], "\(violations)")
    }

    @Test("each rule has a live that breaks it, and a source", arguments: profiles)
    func covered(profile: PlayerProfile) {
        let broken = Set(BrokenLive.all.map(\.rule))
        for rule in profile.rules {
            #expect(broken.contains(rule.id))
            #expect(!rule.source.isEmpty)
        }
        #expect(Set(profile.rules.map(\.id)).count == profile.rules.count)
    }

    @Test("a replay needs neither dates nor a distance from its end, and may be MP3", arguments: profiles)
    func replay(profile: PlayerProfile) {
        let replay = GoodReplay().replay
        #expect(profile.forReplays.violations(in: replay).map(\.description) == [])
        #expect(Set(profile.violations(in: replay).map(\.rule)).isSuperset(of: ["hold-back", "format"]))
        for broken in GoodReplay.broken {
            let violations = profile.forReplays.violations(in: broken.replay)
            #expect(Set(violations.map(\.rule)) == [broken.rule], "\(violations)")
        }
    }

    @Test("a master playlist that cannot be read is said, and nothing traps", arguments: profiles)
    func unreadable(profile: PlayerProfile) {
        var live = GoodLive().live()
        live.master.text = "<html>"
        #expect(profile.violations(in: live).contains { $0.rule == "playlists" })
        live.variants = []
        #expect(profile.violations(in: live).contains { $0.rule == "playlists" })
    }
}
