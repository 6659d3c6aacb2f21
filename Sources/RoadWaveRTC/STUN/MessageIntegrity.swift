internal import COpenSSL

/// MESSAGE-INTEGRITY (RFC 8489 §14.5): HMAC-SHA1 of the message with the short-term password as the key.
enum MessageIntegrity {
    /// The size of the value: one SHA-1 digest.
    static let length = 20
    /// The attribute's whole size: header and value.
    static let attributeLength = 24

    /// Appends the attribute, computed over all bytes before it, with a header length as if the attribute were the
    /// last.
    static func append(to bytes: inout [UInt8], password: String) {
        STUNMessage.setLength(of: &bytes, including: attributeLength)
        let digest = digest(of: bytes, key: Array(password.utf8))
        bytes.append(bigEndian: STUNAttributeType.messageIntegrity)
        bytes.append(bigEndian: UInt16(length))
        bytes += digest
    }

    /// Whether the value of the attribute that starts at `offset` matches the bytes before it.
    static func verify(_ message: [UInt8], attributeAt offset: Int, password: String) -> Bool {
        let start = offset + attributeLength - length
        guard offset >= STUNMessage.headerLength, start + length <= message.count else { return false }
        var covered = Array(message[..<offset])
        // The length counts up to the end of MESSAGE-INTEGRITY, whatever follows it (RFC 8489 §14.5).
        STUNMessage.setLength(of: &covered, including: attributeLength)
        return isEqualInConstantTime(
            digest(of: covered, key: Array(password.utf8))[...], message[start..<start + length])
    }

    /// Compares in constant time: the time must not reveal how many bytes were right.
    private static func isEqualInConstantTime(_ lhs: ArraySlice<UInt8>, _ rhs: ArraySlice<UInt8>) -> Bool {
        guard lhs.count == rhs.count else { return false }
        return zip(lhs, rhs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func digest(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var written: UInt32 = 0
        guard HMAC(EVP_sha1(), key, Int32(clamping: key.count), bytes, bytes.count, &digest, &written) != nil else {
            // Only a failed allocation leads here. An empty digest equals no value of 20 bytes, so nothing verifies.
            return []
        }
        return Array(digest.prefix(Int(written)))
    }
}

extension STUNMessage {
    /// Whether `datagram` carries a MESSAGE-INTEGRITY made with `password`; false when it has none.
    public static func isAuthentic(_ datagram: [UInt8], password: String) -> Bool {
        guard let offset = STUNLayout.integrityOffset(in: datagram) else { return false }
        return MessageIntegrity.verify(datagram, attributeAt: offset, password: password)
    }

    /// Whether `datagram` carries a MESSAGE-INTEGRITY at all, right or wrong.
    public static func carriesIntegrity(_ datagram: [UInt8]) -> Bool {
        STUNLayout.integrityOffset(in: datagram) != nil
    }
}
