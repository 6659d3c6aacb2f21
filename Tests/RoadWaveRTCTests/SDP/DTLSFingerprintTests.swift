import RoadWaveRTC
import Testing

@Suite("Certificate fingerprints")
struct DTLSFingerprintTests {
    @Test("a fingerprint survives its text form, whatever its case", arguments: DTLSFingerprint.Algorithm.allCases)
    func roundTrip(algorithm: DTLSFingerprint.Algorithm) throws {
        let bytes = (0..<algorithm.length).map { UInt8($0 * 5 % 256) }
        let fingerprint = try #require(DTLSFingerprint(algorithm: algorithm, bytes: bytes))
        #expect(DTLSFingerprint(attribute: fingerprint.attribute) == fingerprint)
        #expect(DTLSFingerprint(attribute: fingerprint.attribute.lowercased()) == fingerprint)
        #expect(DTLSFingerprint(attribute: fingerprint.attribute.uppercased()) == fingerprint)
    }

    @Test(
        "a malformed fingerprint is refused",
        arguments: [
            "", "sha-256", "sha-256 ", "md5 " + String(repeating: "AB:", count: 15) + "AB",
            "sha-256 " + String(repeating: "AB:", count: 30) + "AB",
            "sha-256 " + String(repeating: "AB:", count: 31) + "AG",
            "sha-256 " + String(repeating: "AB:", count: 31) + "+1",
            "sha-256 " + String(repeating: "ABC", count: 31) + "AB",
            "sha-512 " + String(repeating: "AB:", count: 31) + "AB",
        ])
    func refused(text: String) {
        #expect(DTLSFingerprint(attribute: text) == nil)
    }
}
