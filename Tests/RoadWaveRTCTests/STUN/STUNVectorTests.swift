import Testing

@testable import RoadWaveRTC

/// The sample messages of RFC 5769, which pad with spaces where this project pads with zeros.
@Suite("STUN test vectors of RFC 5769")
struct STUNVectorTests {
    private let password = "VOkJxbRl1RmTxUk/WvJxBt"
    private let transactionID = STUNTransactionID(high: 0xB7E7_A701, low: 0xBC34_D686_FA87_DFAE)

    private let request = bytes(
        """
        000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b1\
        51263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf
        """)
    private let version4Response = bytes(
        """
        0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643000800142b91f599\
        fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96
        """)
    private let version6Response = bytes(
        """
        010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5\
        bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c
        """)

    @Test("the sample request is read, with its credentials")
    func sampleRequest() throws {
        let message = try STUNMessage(parsing: request)
        let expected = STUNMessage(
            .request, transactionID: transactionID,
            attributes: [
                .software("STUN test client"), .priority(0x6E00_01FF),
                .iceControlled(tieBreaker: 0x932F_F9B1_5126_3B36),
                .username("evtj:h6vY"),
            ])
        #expect(message == expected)
        #expect(STUNMessage.isAuthentic(request, password: password))
    }

    @Test("the sample IPv4 response is read, with its credentials")
    func sampleVersion4Response() throws {
        let message = try STUNMessage(parsing: version4Response)
        #expect(message.messageClass == .success)
        #expect(message.mappedAddress == TransportAddress("192.0.2.1:32853"))
        #expect(STUNMessage.isAuthentic(version4Response, password: password))
    }

    @Test("the sample IPv6 response is read, with its credentials")
    func sampleVersion6Response() throws {
        let message = try STUNMessage(parsing: version6Response)
        #expect(message.mappedAddress == TransportAddress("[2001:db8:1234:5678:11:2233:4455:6677]:32853"))
        #expect(STUNMessage.isAuthentic(version6Response, password: password))
    }

    @Test("any changed byte is noticed, but for the name of the checksum itself")
    func changedByte() {
        // Under another name the checksum is an unknown attribute behind the integrity, and ignored (RFC 8489 §14.5).
        let nameOfChecksum = 100...101
        for index in request.indices where !nameOfChecksum.contains(index) {
            var changed = request
            changed[index] ^= 0x01
            let isAccepted = (try? STUNMessage(parsing: changed)) != nil
            #expect(!isAccepted, "byte \(index)")
        }
    }

    @Test("any changed byte before the integrity breaks it, were the checksum right or not")
    func integrityCoversAll() {
        for index in 0..<76 {
            var changed = request
            changed[index] ^= 0x01
            #expect(!STUNMessage.isAuthentic(changed, password: password), "byte \(index)")
        }
    }

    @Test("any changed bit of the integrity's value breaks it")
    func integrityIsComparedWhole() {
        for index in 80..<100 {
            for bit in 0..<8 {
                var changed = request
                changed[index] ^= 1 << UInt8(bit)
                #expect(!STUNMessage.isAuthentic(changed, password: password), "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test("another password does not verify")
    func wrongPassword() {
        #expect(!STUNMessage.isAuthentic(request, password: password + "x"))
        #expect(!STUNMessage.isAuthentic(request, password: ""))
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
