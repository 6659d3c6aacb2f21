import Testing

@testable import RoadWave

@Suite("What is revoked")
struct RevocationListTests {
    private static let (anne, bernard) = (UserID(token: "anne"), UserID(token: "bernard"))

    private func revocation(_ target: Revocation.Target, issuedBefore: WallDate? = nil) -> Revocation {
        Revocation(target: target, issuedBefore: issuedBefore, at: .at(0), by: Self.bernard)
    }

    @Test("a banned user's tokens open nothing, those to come included; another's do")
    func ban() {
        let list = RevocationList([revocation(.user(Self.anne))])
        #expect(list.refusal(of: Self.anne, token: nil, issued: nil) == .user)
        #expect(list.refusal(of: Self.anne, token: "a", issued: .at(1_000)) == .user)
        #expect(list.refusal(of: Self.bernard, token: nil, issued: nil) == nil)
    }

    @Test("tokens that were issued before a date open nothing, nor those that do not say when")
    func before() {
        let list = RevocationList([revocation(.user(Self.anne), issuedBefore: .at(100))])
        #expect(list.refusal(of: Self.anne, token: nil, issued: .at(99.999)) == .token)
        #expect(list.refusal(of: Self.anne, token: nil, issued: nil) == .token)
        #expect(list.refusal(of: Self.anne, token: nil, issued: .at(100)) == nil)
    }

    @Test("one token is revoked by its identity, whoever bears it")
    func token() {
        let list = RevocationList([revocation(.token("t1"))])
        #expect(list.refusal(of: Self.anne, token: "t1", issued: .at(5)) == .token)
        #expect(list.refusal(of: Self.anne, token: "t2", issued: .at(5)) == nil)
        #expect(list.refusal(of: Self.anne, token: nil, issued: .at(5)) == nil)
    }

    @Test("what is said of a target replaces what was said before, and can be taken back")
    func replaced() {
        let banned = RevocationList().adding(revocation(.user(Self.anne)))
        let list = banned.adding(revocation(.user(Self.anne), issuedBefore: .at(1)))
        #expect(list.all.count == 1)
        #expect(list.refusal(of: Self.anne, token: nil, issued: .at(2)) == nil)
        #expect(banned.removing(.user(Self.anne)).refusal(of: Self.anne, token: nil, issued: nil) == nil)
    }
}
