import Testing

@testable import RoadWaveRTC

@Suite("STUN messages")
struct STUNMessageTests {
    private static let transactionID = STUNTransactionID(high: 0x0102_0304, low: 0x0506_0708_090A_0B0C)

    @Test(
        "each attribute survives the wire",
        arguments: [
            STUNAttribute.username("abcd:efgh"), .username(""), .software("RoadWave"), .priority(.max), .useCandidate,
            .iceControlled(tieBreaker: 1), .iceControlling(tieBreaker: .max),
            .xorMappedAddress(TransportAddress(ip: .v4(0xC000_0201), port: 32_853)),
            .xorMappedAddress(TransportAddress(ip: .v6(0x2001_0DB8_1234_5678, 0x0011_2233_4455_6677), port: 1)),
            .errorCode(STUNErrorCode(487, reason: "Role Conflict")), .errorCode(.badRequest),
            .unknownAttributes([0x7FFF, 1]), .unknown(type: 0xC057, value: [1, 2, 3]),
        ])
    func attribute(_ attribute: STUNAttribute) throws {
        let message = STUNMessage(.request, transactionID: Self.transactionID, attributes: [attribute])
        #expect(try STUNMessage(parsing: message.serialized()) == message)
    }

    @Test(
        "each class and method survives the wire",
        arguments: [STUNMessage.Class.request, .indication, .success, .failure],
        [0x001, 0x0FF, 0xAAA, 0xFFF] as [UInt16])
    func type(messageClass: STUNMessage.Class, method: UInt16) throws {
        let message = STUNMessage(
            messageClass, method: STUNMessage.Method(rawValue: method), transactionID: Self.transactionID)
        #expect(try STUNMessage(parsing: message.serialized(fingerprint: false)) == message)
    }

    @Test("attributes behind the integrity are ignored")
    func behindIntegrity() throws {
        let message = STUNMessage(.request, transactionID: Self.transactionID, attributes: [.username("a:b")])
        var bytes = message.serialized(password: "secret", fingerprint: false)
        bytes += [0x00, 0x25, 0x00, 0x00]  // USE-CANDIDATE
        STUNMessage.setLength(of: &bytes)
        let parsed = try STUNMessage(parsing: bytes)
        #expect(parsed == message)
        #expect(!parsed.nominates)
        #expect(STUNMessage.isAuthentic(bytes, password: "secret"))
    }

    @Test("a message without integrity is not authentic, even with an empty password")
    func unsigned() {
        let bytes = STUNMessage(.request, transactionID: Self.transactionID).serialized()
        #expect(!STUNMessage.isAuthentic(bytes, password: ""))
        #expect(!STUNMessage.carriesIntegrity(bytes))
    }

    @Test("the checksum is the CRC-32 of Ethernet")
    func checksum() {
        #expect(STUNFingerprint.checksum(Array("123456789".utf8)[...]) == 0xCBF4_3926)
    }

    @Test("transactions are drawn at random")
    func transactions() {
        #expect(Set((0..<100).map { _ in STUNTransactionID.random() }).count == 100)
    }
}
