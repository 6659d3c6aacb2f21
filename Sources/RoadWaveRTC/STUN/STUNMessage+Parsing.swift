extension STUNMessage {
    /// Parses a whole datagram as one STUN message. A FINGERPRINT is verified if there is one.
    ///
    /// The sender is not authenticated: see ``isAuthentic(_:password:)``.
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
                // RFC 8489 §14.5: attributes after MESSAGE-INTEGRITY are not protected by it, and are ignored.
                guard layout.integrityOffset == nil else { continue }
                attributes.append(try STUNAttribute(type: type, value: value, transactionID: transactionID))
            }
        }
    }

    /// The bytes of the message. They are signed if there is a `password` (RFC 8489 §9.1: the short-term key is the
    /// password itself), and end in a FINGERPRINT by default.
    public func serialized(password: String? = nil, fingerprint: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: typeField)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(bigEndian: Self.magicCookie)
        bytes.append(bigEndian: transactionID.high)
        bytes.append(bigEndian: transactionID.low)
        for attribute in attributes {
            let (type, value) = attribute.encoded(transactionID: transactionID)
            // No caller comes near 64 KiB. A longer value is cut: otherwise it would corrupt the framing.
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

    /// Writes the length of the bytes after the header, plus the length of an attribute that is about to be appended.
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
