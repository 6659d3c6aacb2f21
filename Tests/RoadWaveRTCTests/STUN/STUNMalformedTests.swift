import Testing

@testable import RoadWaveRTC

@Suite("Malformed STUN messages")
struct STUNMalformedTests {
    private static let header: [UInt8] = [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42] + [UInt8](repeating: 7, count: 12)

    private func message(_ attributes: [UInt8]) -> [UInt8] {
        var bytes = Self.header + attributes
        STUNMessage.setLength(of: &bytes)
        return bytes
    }

    private func error(_ bytes: [UInt8]) -> STUNError? {
        do {
            _ = try STUNMessage(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("a message cut anywhere is refused")
    func cut() {
        let whole = STUNMessage(
            .request, transactionID: .random(), attributes: [.username("abcd:efgh"), .useCandidate]
        )
        .serialized(password: "secret")
        for count in whole.indices {
            #expect(error(Array(whole[..<count])) != nil, "\(count) bytes")
        }
        #expect(error(whole + [0, 0, 0, 0]) == .truncated)
    }

    @Test("another cookie or set top bits are not STUN")
    func notSTUN() {
        var bytes = Self.header
        bytes[4] = 0
        #expect(error(bytes) == .notSTUN)
        bytes = Self.header
        bytes[0] = 0x40
        #expect(error(bytes) == .notSTUN)
    }

    @Test("a length that is no multiple of four is refused")
    func oddLength() {
        #expect(error(message([0, 6, 0])) == .truncated)
    }

    @Test("an attribute that claims more than there is is refused")
    func claimedLength() {
        #expect(error(message([0, 6, 0xFF, 0xFF])) == .malformedAttribute(type: 6))
        #expect(error(message([0, 6, 0, 5, 1, 2, 3, 4])) == .malformedAttribute(type: 6))
    }

    @Test(
        "a known attribute of the wrong size or content is refused",
        arguments: [
            [0x00, 0x24, 0, 2, 1, 2, 0, 0],  // PRIORITY of 2 bytes
            [0x00, 0x25, 0, 4, 1, 2, 3, 4],  // USE-CANDIDATE with a value
            [0x80, 0x29, 0, 4, 1, 2, 3, 4],  // ICE-CONTROLLED of 4 bytes
            [0x00, 0x20, 0, 4, 0, 1, 2, 3],  // XOR-MAPPED-ADDRESS without address
            [0x00, 0x20, 0, 8, 0, 3, 0, 0, 1, 2, 3, 4],  // XOR-MAPPED-ADDRESS of family 3
            [0x00, 0x20, 0, 8, 0, 2, 0, 0, 1, 2, 3, 4],  // IPv6 of 4 bytes
            [0x00, 0x09, 0, 4, 0, 0, 7, 0],  // error 700
            [0x00, 0x09, 0, 4, 0, 0, 4, 100],  // error 4xx with 100
            [0x00, 0x09, 0, 4, 0, 0, 2, 0],  // error 200
            [0x00, 0x0A, 0, 3, 0, 1, 2, 0],  // one type and a half
            [0x00, 0x06, 0, 2, 0xC3, 0x28, 0, 0],  // USERNAME not UTF-8
            [0x00, 0x08, 0, 4, 1, 2, 3, 4],  // MESSAGE-INTEGRITY of 4 bytes
            [0x80, 0x28, 0, 0],  // FINGERPRINT without value
        ] as [[UInt8]])
    func wrongValue(attribute: [UInt8]) {
        #expect(
            error(message(attribute)) == .malformedAttribute(type: UInt16(attribute[0]) << 8 | UInt16(attribute[1])))
    }

    @Test("a fingerprint that is wrong or not the last is refused")
    func fingerprint() {
        #expect(error(message([0x80, 0x28, 0, 4, 1, 2, 3, 4])) == .fingerprintMismatch)
        var bytes = STUNMessage(.request, transactionID: .random()).serialized()
        bytes += [0x00, 0x25, 0, 0]
        STUNMessage.setLength(of: &bytes)
        #expect(error(bytes) == .fingerprintMismatch)
    }

    @Test("a message of a thousand attributes is refused")
    func manyAttributes() {
        let attributes = [UInt8]((0..<1_000).flatMap { _ in [0x80, 0x99, 0, 0] as [UInt8] })
        #expect(error(message(attributes)) == .tooManyAttributes)
    }

    @Test("random and mutated bytes never trap, and never pass for authentic")
    func random() {
        var generator = SeededGenerator(seed: 42)
        let valid = STUNMessage(
            .request, transactionID: .random(),
            attributes: [.username("abcd:efgh"), .priority(1), .iceControlling(tieBreaker: 2), .useCandidate]
        ).serialized(password: "secret")
        for round in 0..<20_000 {
            var bytes: [UInt8]
            if round.isMultiple(of: 2) {
                bytes = generator.bytes(count: Int.random(in: 0...120, using: &generator))
            } else {
                bytes = valid
                for _ in 0..<Int.random(in: 1...8, using: &generator) {
                    // Before the checksum: what stands behind the integrity is not signed.
                    bytes[Int.random(in: 0..<bytes.count - 8, using: &generator)] = UInt8.random(
                        in: 0 ... .max, using: &generator)
                }
            }
            guard bytes != valid, (try? STUNMessage(parsing: bytes)) != nil else { continue }
            #expect(!STUNMessage.isAuthentic(bytes, password: "secret"))
        }
    }
}
