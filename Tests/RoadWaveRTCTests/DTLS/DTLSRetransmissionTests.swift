import Testing

@testable import RoadWaveRTC

@Suite("DTLS retransmission")
struct DTLSRetransmissionTests {
    @Test("waits double up to the longest")
    func doubling() {
        let policy = DTLSRetransmission(initial: .milliseconds(250), maximum: .milliseconds(900))
        #expect(policy.wait(after: nil) == .milliseconds(250))
        #expect(policy.wait(after: .milliseconds(250)) == .milliseconds(500))
        #expect(policy.wait(after: .milliseconds(500)) == .milliseconds(900))
        #expect(policy.wait(after: .milliseconds(900)) == .milliseconds(900))
    }

    @Test("waits that the library would take for over are lengthened")
    func floor() {
        let policy = DTLSRetransmission(initial: .milliseconds(1), maximum: .zero)
        #expect(policy.wait(after: nil) == .milliseconds(20))
        #expect(policy.wait(after: .milliseconds(20)) == .milliseconds(20))
    }
}
