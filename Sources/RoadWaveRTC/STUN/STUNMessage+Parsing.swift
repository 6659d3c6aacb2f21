extension STUNMessage {
    /// Reads a whole datagram as one STUN message, and checks its FINGERPRINT when it has one.
    ///
    /// Says nothing of who wrote it: see ``isAuthentic(_:password:)``.
    ///
    /// - Throws: ``STUNError``.
    public init(parsing datagram: [UInt8]) throws(STUNError) {
        var layout = try STUNLayout(datagram)
        messageClass = layout.messageClass
        method = layout.method
        transactionID = layout.transactionID
        attributes = []
        while let (type, value) = try layout.nextAttribute() {
            switch type {
            case STUNAttributeType.messageIntegrity:
                guard value.count == MessageIntegrity.length else { throw .malformedAttribute(type: type) }
            case STUNAttributeType.fingerprint:
                guard value.count == 4 else { throw .malformedAttribute(type: type) }
                // RFC 8489 §14.7: the last attribute, over everything before it.
                guard layout.isAtEnd, STUNFingerprint.matches(datagram) else { throw .fingerprintMismatch }
            default:
                // RFC 8489 §14.5: what follows MESSAGE-INTEGRITY is not protected by it and is ignored.
                guard layout.integrityOffset == nil else { continue }
                attributes.append(try STUNAttribute(type: type, value: value, transactionID: transactionID))
            }
        }
    }

    /// The bytes of the message, signed with `password` when there is one (RFC 8489 §9.1: the short-term key is the
    /// password itself) and ending in a FINGERPRINT unless told otherwise.
    public func serialized(password: String? = nil, fingerprint: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: typeField)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(bigEndian: Self.magicCookie)
        bytes.append(bigEndian: transactionID.high)
        bytes.append(bigEndian: transactionID.low)
        for attribute in attributes {
            let (type, value) = attribute.encoded(transactionID: transactionID)
            // No caller comes near 64 KiB; a value that long is cut rather than allowed to corrupt the framing.
            let kept = value.prefix(Int(UInt16.max) - 3)
            bytes.append(bigEndian: type)
            bytes.append(bigEndian: UInt16(kept.count))
            bytes += kept
            bytes += [UInt8](repeating: 0, count: -kept.count & 3)
        }
        Self.setLength(of: &bytes)
        if let password { MessageIntegrity.append(to: &bytes, password: password) }
        if fingerprint { STUNFingerprint.append(to: &bytes) }
        return bytes
    }

    /// Writes the length of what follows the header, plus that of an attribute about to be appended.
    static func setLength(of bytes: inout [UInt8], including extra: Int = 0) {
        bytes.overwrite(at: 2, bigEndian: UInt16(clamping: bytes.count - headerLength + extra))
    }

    /// RFC 8489 §5, figure 3: the class bits sit between the method bits.
    private var typeField: UInt16 {
        let method = method.rawValue
        let messageClass = UInt16(messageClass.rawValue)
        return (method & 0x0F80) << 2 | (method & 0x0070) << 1 | (method & 0x000F)
            | (messageClass & 0b10) << 7 | (messageClass & 0b01) << 4
    }
}
