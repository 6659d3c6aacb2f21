import Testing

@testable import RoadWaveRTC

@Suite("ICE lite agent")
struct ICELiteAgentTests {
    private let local = ICECredentials.random()
    private let remote = ICECredentials.random()
    private let wifi = TransportAddress(ip: .v4(0xC000_0201), port: 5_000)
    private let cellular = TransportAddress(ip: .v4(0xC633_6402), port: 6_000)

    private func agent() -> ICELiteAgent { ICELiteAgent(local: local, remote: remote, now: .zero) }

    private func check(
        _ extra: [STUNAttribute] = [], local: ICECredentials? = nil, remote: ICECredentials? = nil,
        password: String? = nil, fingerprint: Bool = true
    ) -> [UInt8] {
        let local = local ?? self.local
        let attributes: [STUNAttribute] = [
            .username(local.ufrag + ":" + (remote ?? self.remote).ufrag), .iceControlling(tieBreaker: 1), .priority(2),
        ]
        return STUNMessage(.request, transactionID: .random(), attributes: attributes + extra)
            .serialized(password: password ?? local.password, fingerprint: fingerprint)
    }

    /// The answers among the actions, each with its destination.
    private func answers(_ actions: [ICELiteAgent.Action]) throws -> [(STUNMessage, [UInt8], TransportAddress)] {
        try actions.compactMap { action in
            guard case .transmit(let bytes, let address) = action else { return nil }
            return (try STUNMessage(parsing: bytes), bytes, address)
        }
    }

    @Test("a check is answered with the address that it came from, signed with our password")
    func answer() throws {
        var agent = agent()
        let request = check()
        let actions = agent.receive(request, from: wifi, now: .zero)
        let (answer, bytes, address) = try #require(try answers(actions).first)
        #expect(address == wifi)
        #expect(answer.messageClass == .success)
        #expect(answer.mappedAddress == wifi)
        #expect(answer.transactionID == (try STUNMessage(parsing: request)).transactionID)
        #expect(STUNMessage.isAuthentic(bytes, password: local.password))
        #expect(actions.contains(.validated(wifi)))
        #expect(agent.isValidated(wifi))
        #expect(!agent.isNominated)
    }

    @Test("a nomination selects its address, once")
    func nomination() {
        var agent = agent()
        #expect(agent.receive(check([.useCandidate]), from: wifi, now: .zero).contains(.selected(wifi)))
        #expect(!agent.receive(check([.useCandidate]), from: wifi, now: .zero).contains(.selected(wifi)))
        #expect(agent.destination == wifi)
    }

    @Test("a phone that changes network is followed, and its old address stays valid for what is under way")
    func networkChange() {
        var agent = agent()
        _ = agent.receive(check([.useCandidate]), from: wifi, now: .zero)
        _ = agent.receive(check(), from: cellular, now: .zero)
        #expect(agent.destination == wifi)
        #expect(agent.receive(check([.useCandidate]), from: cellular, now: .zero).contains(.selected(cellular)))
        #expect(agent.destination == cellular)
        #expect(agent.isValidated(wifi))
    }

    @Test("before any nomination, the address that proved itself last is written to")
    func beforeNomination() {
        var agent = agent()
        #expect(agent.destination == nil)
        _ = agent.receive(check(), from: wifi, now: .zero)
        _ = agent.receive(check(), from: cellular, now: .zero)
        #expect(agent.destination == cellular)
    }

    @Test("a wrong password is told 401 and validates nothing")
    func wrongPassword() throws {
        var agent = agent()
        let actions = agent.receive(check([.useCandidate], password: remote.password), from: wifi, now: .zero)
        let (answer, bytes, _) = try #require(try answers(actions).first)
        #expect(answer.errorCode == .unauthenticated)
        #expect(!STUNMessage.carriesIntegrity(bytes))
        #expect(actions.contains(.dropped(.badIntegrity)))
        #expect(!agent.isValidated(wifi))
        #expect(agent.destination == nil)
    }

    @Test("a request without credentials is told 400")
    func noCredentials() throws {
        var agent = agent()
        let request = STUNMessage(.request, transactionID: .random()).serialized()
        let actions = agent.receive(request, from: wifi, now: .zero)
        let (answer, bytes, _) = try #require(try answers(actions).first)
        #expect(answer.errorCode == .badRequest)
        #expect(bytes.count <= request.count + 8)
    }

    @Test("what carries neither credentials nor fingerprint gets no answer")
    func noFingerprint() {
        var agent = agent()
        let request = STUNMessage(.request, transactionID: .random()).serialized(fingerprint: false)
        #expect(agent.receive(request, from: wifi, now: .zero) == [.dropped(.badIntegrity)])
        let wrong = check(password: "wrong", fingerprint: false)
        #expect(agent.receive(wrong, from: wifi, now: .zero) == [.dropped(.badIntegrity)])
    }

    @Test("an authentic check without fingerprint is answered")
    func fingerprintIsOptional() {
        var agent = agent()
        #expect(agent.receive(check(fingerprint: false), from: wifi, now: .zero).contains(.validated(wifi)))
    }

    @Test("a check for another session gets no answer")
    func wrongUsername() {
        var agent = agent()
        #expect(agent.receive(check(remote: .random()), from: wifi, now: .zero) == [.dropped(.wrongUsername)])
        #expect(agent.receive(check(local: .random()), from: wifi, now: .zero) == [.dropped(.wrongUsername)])
    }

    @Test("a peer that claims the controlled role is told 487")
    func roleConflict() throws {
        var agent = agent()
        let actions = agent.receive(check([.iceControlled(tieBreaker: 9)]), from: wifi, now: .zero)
        let (answer, bytes, _) = try #require(try answers(actions).first)
        #expect(answer.errorCode == .roleConflict)
        #expect(STUNMessage.isAuthentic(bytes, password: local.password))
        #expect(!agent.isValidated(wifi))
    }

    @Test("an unknown required attribute is told 420 with its number")
    func unknownAttribute() throws {
        var agent = agent()
        let actions = agent.receive(check([.unknown(type: 0x7777, value: [])]), from: wifi, now: .zero)
        let (answer, _, _) = try #require(try answers(actions).first)
        #expect(answer.errorCode == .unknownAttribute)
        #expect(answer.attributes.contains(.unknownAttributes([0x7777])))
        #expect(
            agent.receive(check([.unknown(type: 0xC057, value: [1])]), from: wifi, now: .zero).contains(
                .validated(wifi)))
    }

    @Test("answers, indications and other methods are not answered")
    func otherMessages() {
        var agent = agent()
        let answer = STUNMessage(.success, transactionID: .random()).serialized(password: local.password)
        #expect(agent.receive(answer, from: wifi, now: .zero) == [.dropped(.unexpectedResponse)])
        let keepalive = STUNMessage(.indication, transactionID: .random()).serialized()
        #expect(agent.receive(keepalive, from: wifi, now: .zero).isEmpty)
        let allocate = STUNMessage(.request, method: .init(rawValue: 3), transactionID: .random()).serialized()
        #expect(agent.receive(allocate, from: wifi, now: .zero) == [.dropped(.unsupported)])
        #expect(agent.receive([0, 1, 0, 0], from: wifi, now: .zero) == [.dropped(.malformed(.truncated))])
    }

    @Test("30 s without an authentic check is the end of consent, told once")
    func consent() {
        var agent = agent()
        _ = agent.receive(check(), from: wifi, now: .zero + .seconds(10))
        #expect(agent.nextDeadline == .zero + .seconds(40))
        _ = agent.receive(check(password: "forged password, 24 char"), from: wifi, now: .zero + .seconds(39))
        #expect(agent.advance(to: .zero + .milliseconds(39_999)).isEmpty)
        #expect(agent.advance(to: .zero + .seconds(40)) == [.disconnected])
        #expect(agent.advance(to: .zero + .seconds(41)).isEmpty)
        #expect(agent.nextDeadline == nil)
    }

    @Test("a peer that comes back after its consent was lost is heard again")
    func revival() {
        var agent = agent()
        _ = agent.advance(to: .zero + .seconds(30))
        #expect(agent.isDisconnected)
        _ = agent.receive(check(), from: wifi, now: .zero + .seconds(31))
        #expect(!agent.isDisconnected)
        #expect(agent.nextDeadline == .zero + .seconds(61))
    }

    @Test("through a restart, the old credentials work until the new ones are used")
    func restart() {
        var agent = agent()
        _ = agent.receive(check([.useCandidate]), from: wifi, now: .zero)
        let newLocal = ICECredentials.random()
        let newRemote = ICECredentials.random()
        agent.restart(local: newLocal, remote: newRemote)
        #expect(agent.localCredentials == newLocal)
        #expect(!agent.receive(check(), from: wifi, now: .zero).contains(.dropped(.wrongUsername)))
        let fresh = check([.useCandidate], local: newLocal, remote: newRemote)
        #expect(agent.receive(fresh, from: cellular, now: .zero).contains(.selected(cellular)))
        #expect(agent.receive(check(), from: wifi, now: .zero) == [.dropped(.wrongUsername)])
        #expect(agent.isValidated(wifi))
    }

    @Test("restarts that the peer never follows leave the pair in use as it is, and only the last can be followed")
    func unusedRestarts() {
        var agent = agent()
        _ = agent.receive(check([.useCandidate]), from: wifi, now: .zero)
        let restarts = (0..<3).map { _ in (local: ICECredentials.random(), remote: ICECredentials.random()) }
        for restart in restarts { agent.restart(local: restart.local, remote: restart.remote) }
        #expect(agent.acceptedCredentials == [local, restarts[2].local])
        #expect(!agent.receive(check(), from: wifi, now: .zero).contains(.dropped(.wrongUsername)))
        let former = check(local: restarts[1].local, remote: restarts[1].remote)
        #expect(agent.receive(former, from: cellular, now: .zero) == [.dropped(.wrongUsername)])
        let last = check([.useCandidate], local: restarts[2].local, remote: restarts[2].remote)
        #expect(agent.receive(last, from: cellular, now: .zero).contains(.selected(cellular)))
        #expect(agent.acceptedCredentials == [restarts[2].local])
    }

    // MARK: Copies of a check

    private let stranger = TransportAddress(ip: .v4(0x0A00_0001), port: 4_000)

    @Test("a check sent again from another address binds nothing, and gets no answer")
    func replayedCheck() {
        var agent = agent()
        let overheard = check([.useCandidate])
        _ = agent.receive(overheard, from: wifi, now: .zero)
        #expect(agent.receive(overheard, from: stranger, now: .zero) == [.dropped(.replayedCheck)])
        #expect(!agent.isValidated(stranger))
        #expect(agent.destination == wifi)
    }

    @Test("a check sent again from the same address is answered again, and renews no consent")
    func repeatedCheck() throws {
        var agent = agent()
        let request = check()
        _ = agent.receive(request, from: wifi, now: .zero)
        let actions = agent.receive(request, from: wifi, now: .zero + .seconds(20))
        #expect(try answers(actions).map(\.0.messageClass) == [.success])
        #expect(agent.nextDeadline == .zero + .seconds(30))
    }

    @Test("a copy that is faster than the creator's own check does not cost a proven address its consent")
    func fasterCopy() throws {
        var agent = agent()
        _ = agent.receive(check([.useCandidate]), from: wifi, now: .zero)
        _ = agent.prove(wifi, now: .zero)
        let overtaken = check([.useCandidate])
        _ = agent.receive(overtaken, from: stranger, now: .zero + .seconds(20))
        let actions = agent.receive(overtaken, from: wifi, now: .zero + .seconds(21))
        #expect(try answers(actions).map(\.2) == [wifi])
        #expect(agent.nextDeadline == .zero + .seconds(51))
        #expect(agent.destination == wifi)
    }

    @Test("a check from ten minutes ago, forgotten since, redirects nothing and displaces nobody")
    func oldCheck() {
        var agent = agent()
        _ = agent.receive(check([.useCandidate]), from: wifi, now: .zero)
        _ = agent.prove(wifi, now: .zero)
        let old = (0..<30).map { _ in check([.useCandidate]) }
        for request in old { _ = agent.receive(request, from: wifi, now: .zero) }
        for _ in 0..<SeenChecks.capacity { _ = agent.receive(check(), from: wifi, now: .zero) }
        for (index, request) in old.enumerated() {
            let source = TransportAddress(ip: stranger.ip, port: UInt16(index + 1))
            #expect(!agent.receive(request, from: source, now: .zero).contains(.selected(source)))
        }
        #expect(agent.isValidated(wifi))
        #expect(agent.destination == wifi)
    }

    @Test("once an address is proven, a nomination from another one takes effect with that one's proof")
    func nominationAfterProof() {
        var agent = agent()
        _ = agent.receive(check([.useCandidate]), from: wifi, now: .zero)
        _ = agent.prove(wifi, now: .zero)
        #expect(!agent.receive(check([.useCandidate]), from: cellular, now: .zero).contains(.selected(cellular)))
        #expect(agent.destination == wifi)
        let proof = agent.prove(cellular, now: .zero)
        #expect(proof.isNews)
        #expect(proof.actions == [.selected(cellular)])
        #expect(agent.destination == cellular)
        // Both are proven now: the nomination alone decides.
        #expect(agent.receive(check([.useCandidate]), from: wifi, now: .zero).contains(.selected(wifi)))
    }

    @Test("an address that was never checked cannot be proven")
    func proofWithoutCheck() {
        var agent = agent()
        #expect(!agent.prove(wifi, now: .zero).isNews)
        #expect(!agent.isProven(wifi))
    }

    @Test("a peer that proves many addresses makes us keep eight, the written one among them")
    func provenBound() {
        var agent = agent()
        var sources: [TransportAddress] = []
        for port in UInt16(1)...20 {
            let source = TransportAddress(ip: .v4(9), port: port)
            sources.append(source)
            _ = agent.receive(check([.useCandidate]), from: source, now: .zero + .milliseconds(Int64(port)))
            _ = agent.prove(source, now: .zero + .milliseconds(Int64(port)))
        }
        #expect(sources.filter { agent.isValidated($0) } == sources.suffix(8))
        #expect(agent.destination == sources.last)
    }

    @Test("only addresses that nominated themselves shake hands, once there is one")
    func handshakeAddresses() {
        var agent = agent()
        #expect(!agent.mayShakeHands(wifi))
        _ = agent.receive(check(), from: wifi, now: .zero)
        #expect(agent.mayShakeHands(wifi))
        _ = agent.receive(check([.useCandidate]), from: cellular, now: .zero)
        #expect(!agent.mayShakeHands(wifi))
        #expect(agent.mayShakeHands(cellular))
    }

    @Test("a peer with many sockets makes us keep eight addresses, the written one among them")
    func bound() {
        var agent = agent()
        _ = agent.receive(check([.useCandidate]), from: wifi, now: .zero)
        var sources: [TransportAddress] = []
        for port in UInt16(1)...50 {
            let source = TransportAddress(ip: .v4(9), port: port)
            sources.append(source)
            _ = agent.receive(check(), from: source, now: .zero + .milliseconds(Int64(port)))
        }
        #expect(sources.filter { agent.isValidated($0) } == sources.suffix(7))
        #expect(agent.isValidated(wifi))
        #expect(agent.destination == wifi)
    }
}
