import Testing

@testable import RoadWaveRTC

@Suite("ICE controlling agent")
struct ICEControllingAgentTests {
    private let local = ICECredentials.random()
    private let remote = ICECredentials.random()
    private let server = TransportAddress(ip: .v4(0xC000_0201), port: 5_000)
    private let other = TransportAddress(ip: .v6(1, 2), port: 5_000)
    private let publisher = TransportAddress(ip: .v4(0xC633_6402), port: 6_000)

    private func agent(_ candidates: [TransportAddress]? = nil) -> ICEControllingAgent {
        ICEControllingAgent(local: local, remote: remote, candidates: candidates ?? [server], now: .zero)
    }

    private func time(_ milliseconds: Int64) -> MonotonicTime { .zero + .milliseconds(milliseconds) }

    private func answer(_ request: [UInt8], password: String? = nil) throws -> [UInt8] {
        STUNMessage(
            .success, transactionID: try STUNMessage(parsing: request).transactionID,
            attributes: [.xorMappedAddress(publisher)]
        ).serialized(password: password ?? remote.password)
    }

    private func transmitted(_ actions: [ICEControllingAgent.Action]) -> [([UInt8], TransportAddress)] {
        actions.compactMap { if case .transmit(let bytes, let address) = $0 { (bytes, address) } else { nil } }
    }

    /// Runs the agent by its own deadlines and notes when it sends.
    private func sendingTimes(_ agent: inout ICEControllingAgent, until end: MonotonicTime) -> [Int64] {
        var times: [Int64] = []
        while let deadline = agent.nextDeadline, deadline <= end {
            times += transmitted(agent.advance(to: deadline)).map { _ in deadline.nanoseconds / 1_000_000 }
        }
        return times
    }

    @Test("a check carries the credentials, the role and the nomination")
    func check() throws {
        var agent = agent()
        let (bytes, address) = try #require(transmitted(agent.advance(to: .zero)).first)
        let message = try STUNMessage(parsing: bytes)
        #expect(address == server)
        #expect(message.username == remote.ufrag + ":" + local.ufrag)
        #expect(message.nominates)
        #expect(message.priority == 2_130_706_431)
        #expect(STUNMessage.isAuthentic(bytes, password: remote.password))
    }

    @Test("unanswered checks are sent again, each wait twice the last up to 2 s, then the agent fails")
    func backOff() {
        var agent = agent()
        let times = sendingTimes(&agent, until: time(100_000))
        #expect(times == [0, 500, 1_500] + stride(from: 3_500, through: 31_500, by: 2_000))
        #expect(agent.nextDeadline == nil)
    }

    @Test("failure is told once, 8 s after the last check")
    func failure() {
        var agent = agent()
        _ = sendingTimes(&agent, until: time(39_000))
        #expect(agent.advance(to: time(39_500)) == [.failed(.noAnswer)])
        #expect(agent.advance(to: time(60_000)).isEmpty)
    }

    @Test("candidates are tried 50 ms apart, and the first that answers is kept")
    func candidates() throws {
        var agent = agent([server, other, server])
        let first = transmitted(agent.advance(to: .zero))
        #expect(first.map(\.1) == [server])
        #expect(agent.nextDeadline == time(50))
        let second = transmitted(agent.advance(to: time(50)))
        #expect(second.map(\.1) == [other])
        let reply = try answer(try #require(second.first).0)
        #expect(agent.receive(reply, from: other, now: time(80)) == [.connected(other)])
        #expect(agent.destination == other)
    }

    @Test("an answer that is forged, unasked for, or from elsewhere connects nothing")
    func badAnswers() throws {
        var agent = agent()
        let request = try #require(transmitted(agent.advance(to: .zero)).first).0
        let forged = try answer(request, password: local.password)
        #expect(agent.receive(forged, from: server, now: .zero) == [.dropped(.badIntegrity)])
        let good = try answer(request)
        #expect(agent.receive(good, from: other, now: .zero) == [.dropped(.unexpectedResponse)])
        let unasked = STUNMessage(.success, transactionID: .random()).serialized(password: remote.password)
        #expect(agent.receive(unasked, from: server, now: .zero) == [.dropped(.unexpectedResponse)])
        let error = STUNMessage(.failure, transactionID: .random(), attributes: [.errorCode(.unauthenticated)])
        #expect(agent.receive(error.serialized(), from: server, now: .zero) == [.dropped(.unexpectedResponse)])
        #expect(agent.destination == nil)
        #expect(agent.receive(good, from: server, now: .zero) == [.connected(server)])
    }

    @Test("once connected, consent is asked for every 4 to 6 s")
    func consentChecks() throws {
        var agent = agent()
        let request = try #require(transmitted(agent.advance(to: .zero)).first).0
        _ = agent.receive(try answer(request), from: server, now: .zero)
        var last = MonotonicTime.zero
        for _ in 0..<50 {
            let deadline = try #require(agent.nextDeadline)
            #expect((.milliseconds(4_000)...(.milliseconds(6_000))).contains(deadline - last))
            let check = try #require(transmitted(agent.advance(to: deadline)).first).0
            #expect(agent.receive(try answer(check), from: server, now: deadline).isEmpty)
            last = deadline
        }
    }

    @Test("consent expires 30 s after the last answer")
    func consentExpiry() throws {
        var agent = agent()
        let request = try #require(transmitted(agent.advance(to: .zero)).first).0
        _ = agent.receive(try answer(request), from: server, now: time(1_000))
        var actions: [ICEControllingAgent.Action] = []
        while let deadline = agent.nextDeadline {
            actions = agent.advance(to: deadline)
            if agent.nextDeadline == nil { #expect(deadline == time(31_000)) }
        }
        #expect(actions == [.failed(.consentExpired)])
    }

    @Test("it connects to a lite agent and stays connected for an hour")
    func againstLiteAgent() throws {
        var lite = ICELiteAgent(local: remote, remote: local, now: .zero)
        var agent = agent()
        var connected = 0
        while let deadline = agent.nextDeadline, deadline < .zero + .seconds(3_600) {
            #expect(lite.advance(to: deadline).isEmpty)
            for (bytes, _) in transmitted(agent.advance(to: deadline)) {
                for action in lite.receive(bytes, from: publisher, now: deadline) {
                    guard case .transmit(let reply, _) = action else { continue }
                    connected +=
                        agent.receive(reply, from: server, now: deadline).filter { $0 == .connected(server) }.count
                }
            }
        }
        #expect(connected == 1)
        #expect(lite.destination == publisher)
        #expect(lite.isNominated)
    }
}
