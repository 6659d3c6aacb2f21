import RoadWaveRTC
import Testing

@testable import RoadWave

@Suite("Table of rates")
struct RateTableTests {
    private static func limits(user: Int?, network: Int?) -> RateLimits {
        var limits = RateLimits.none
        limits[.join] = RateLimits.Pair(user: user, network: network)
        return limits
    }

    private static func network(_ number: Int) throws -> RateHolder {
        .network(ClientNetwork(try #require(.init("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)"))))
    }

    @Test("users, addresses and kinds of requests are counted apart")
    func apart() throws {
        var limits = Self.limits(user: 1, network: 2)
        limits[.react] = .init(user: 1, network: 1)
        var table = RateTable(limits)
        let (anne, bernard) = (RateHolder.user(UserID(token: "anne")), RateHolder.user(UserID(token: "bernard")))
        #expect(table.take(.join, anne, at: .zero) == nil)
        #expect(table.take(.join, anne, at: .zero) == .seconds(60))
        #expect(table.take(.react, anne, at: .zero) == nil)
        #expect(table.take(.join, bernard, at: .zero) == nil)
        let home = try Self.network(1)
        #expect(table.take(.join, home, at: .zero) == nil)
        #expect(table.take(.join, home, at: .zero) == nil)
        #expect(table.take(.join, home, at: .zero) == .seconds(30))
    }

    @Test("without a limit nothing is kept")
    func unlimited() {
        var table = RateTable(.none)
        for _ in 0..<1_000 { #expect(table.take(.join, .user(UserID(token: "anne")), at: .zero) == nil) }
        #expect(table.count == 0)
    }

    @Test("a flood from ever new addresses keeps within the bound, and frees nobody who is at the limit")
    func flood() throws {
        var table = RateTable(Self.limits(user: nil, network: 10), capacity: 100)
        let attacker = try Self.network(0)
        for _ in 0..<10 { #expect(table.take(.join, attacker, at: .zero) == nil) }
        for number in 1..<5_000 {
            #expect(table.take(.join, try Self.network(number), at: .zero + .milliseconds(number)) == nil)
            #expect(table.count <= 100)
        }
        #expect(table.take(.join, attacker, at: .zero + .milliseconds(5_000)) != nil)
    }
}
