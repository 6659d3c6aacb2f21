extension STUNAttribute {
    /// Reads one attribute's value.
    ///
    /// - Throws: ``STUNError/malformedAttribute(type:)`` when a known attribute has a value of the wrong size or text.
    init(type: UInt16, value: ArraySlice<UInt8>, transactionID: STUNTransactionID) throws(STUNError) {
        var reader = ByteReader(value)
        let parsed: STUNAttribute?
        switch type {
        case STUNAttributeType.username:
            // RFC 8489 §14.3: fewer than 509 bytes of UTF-8.
            parsed = value.count < 509 ? String(validating: value, as: UTF8.self).map { .username($0) } : nil
        case STUNAttributeType.software:
            // RFC 8489 §14.14: fewer than 128 characters, thus at most 763 bytes.
            parsed = value.count <= 763 ? String(validating: value, as: UTF8.self).map { .software($0) } : nil
        case STUNAttributeType.xorMappedAddress:
            parsed = Self.mappedAddress(&reader, transactionID).map { .xorMappedAddress($0) }
        case STUNAttributeType.errorCode:
            parsed = Self.errorCode(&reader).map { .errorCode($0) }
        case STUNAttributeType.unknownAttributes:
            parsed = value.count.isMultiple(of: 2) ? .unknownAttributes(Self.types(&reader)) : nil
        case STUNAttributeType.priority:
            parsed = value.count == 4 ? reader.readUInt32().map { .priority($0) } : nil
        case STUNAttributeType.useCandidate:
            parsed = value.isEmpty ? .useCandidate : nil
        case STUNAttributeType.iceControlled:
            parsed = value.count == 8 ? reader.readUInt64().map { .iceControlled(tieBreaker: $0) } : nil
        case STUNAttributeType.iceControlling:
            parsed = value.count == 8 ? reader.readUInt64().map { .iceControlling(tieBreaker: $0) } : nil
        default:
            parsed = .unknown(type: type, value: Array(value))
        }
        guard let parsed else { throw .malformedAttribute(type: type) }
        self = parsed
    }

    /// The attribute's number and the bytes of its value, without padding.
    func encoded(transactionID: STUNTransactionID) -> (type: UInt16, value: [UInt8]) {
        var value: [UInt8] = []
        switch self {
        case .username(let name):
            return (STUNAttributeType.username, Array(name.utf8))
        case .software(let name):
            return (STUNAttributeType.software, Array(name.utf8))
        case .xorMappedAddress(let address):
            return (STUNAttributeType.xorMappedAddress, Self.encoded(address, transactionID))
        case .errorCode(let error):
            value.append(bigEndian: UInt16(0))
            value += [UInt8(error.code / 100), UInt8(error.code % 100)]
            return (STUNAttributeType.errorCode, value + error.reason.utf8)
        case .unknownAttributes(let types):
            for type in types { value.append(bigEndian: type) }
            return (STUNAttributeType.unknownAttributes, value)
        case .priority(let priority):
            value.append(bigEndian: priority)
            return (STUNAttributeType.priority, value)
        case .useCandidate:
            return (STUNAttributeType.useCandidate, value)
        case .iceControlled(let tieBreaker):
            value.append(bigEndian: tieBreaker)
            return (STUNAttributeType.iceControlled, value)
        case .iceControlling(let tieBreaker):
            value.append(bigEndian: tieBreaker)
            return (STUNAttributeType.iceControlling, value)
        case .unknown(let type, let value):
            return (type, value)
        }
    }

    // MARK: XOR-MAPPED-ADDRESS, RFC 8489 §14.2

    private static let version4Family: UInt8 = 1
    private static let version6Family: UInt8 = 2
    private static let portMask = UInt16(STUNMessage.magicCookie >> 16)

    private static func mappedAddress(
        _ reader: inout ByteReader, _ transactionID: STUNTransactionID
    ) -> TransportAddress? {
        guard reader.skip(1), let family = reader.readUInt8(), let port = reader.readUInt16() else { return nil }
        let ip: TransportAddress.IPAddress
        switch (family, reader.remaining) {
        case (version4Family, 4):
            guard let bits = reader.readUInt32() else { return nil }
            ip = .v4(bits ^ STUNMessage.magicCookie)
        case (version6Family, 16):
            guard let high = reader.readUInt64(), let low = reader.readUInt64() else { return nil }
            ip = .v6(high ^ version6Mask(transactionID), low ^ transactionID.low)
        default:
            return nil
        }
        return TransportAddress(ip: ip, port: port ^ portMask)
    }

    private static func encoded(_ address: TransportAddress, _ transactionID: STUNTransactionID) -> [UInt8] {
        var value: [UInt8] = [0]
        switch address.ip {
        case .v4(let bits):
            value.append(version4Family)
            value.append(bigEndian: address.port ^ portMask)
            value.append(bigEndian: bits ^ STUNMessage.magicCookie)
        case .v6(let high, let low):
            value.append(version6Family)
            value.append(bigEndian: address.port ^ portMask)
            value.append(bigEndian: high ^ version6Mask(transactionID))
            value.append(bigEndian: low ^ transactionID.low)
        }
        return value
    }

    private static func version6Mask(_ transactionID: STUNTransactionID) -> UInt64 {
        UInt64(STUNMessage.magicCookie) << 32 | UInt64(transactionID.high)
    }

    // MARK: ERROR-CODE, RFC 8489 §14.8

    private static func errorCode(_ reader: inout ByteReader) -> STUNErrorCode? {
        guard reader.skip(2), let hundreds = reader.readUInt8(), let number = reader.readUInt8(),
            (3...6).contains(hundreds & 0x07), number < 100, reader.remaining <= 763,
            let reason = String(validating: reader.readRemaining(), as: UTF8.self)
        else { return nil }
        return STUNErrorCode(Int(hundreds & 0x07) * 100 + Int(number), reason: reason)
    }

    private static func types(_ reader: inout ByteReader) -> [UInt16] {
        var types: [UInt16] = []
        while let type = reader.readUInt16() { types.append(type) }
        return types
    }
}
