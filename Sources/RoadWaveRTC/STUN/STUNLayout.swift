/// The frame of a STUN message: its header, then its attributes one by one, without interpretation.
struct STUNLayout {
    let messageClass: STUNMessage.Class
    let method: STUNMessage.Method
    let transactionID: STUNTransactionID
    /// Where MESSAGE-INTEGRITY starts, once it has been read.
    private(set) var integrityOffset: Int?
    private var reader: ByteReader
    private var count = 0

    init(_ datagram: [UInt8]) throws(STUNError) {
        reader = ByteReader(datagram)
        guard let type = reader.readUInt16(), let length = reader.readUInt16(), let cookie = reader.readUInt32(),
            let high = reader.readUInt32(), let low = reader.readUInt64()
        else { throw .truncated }
        guard type & 0xC000 == 0, cookie == STUNMessage.magicCookie,
            let messageClass = STUNMessage.Class(rawValue: UInt8((type >> 7) & 0b10 | (type >> 4) & 0b01))
        else { throw .notSTUN }
        guard Int(length) == reader.remaining, length.isMultiple(of: 4) else { throw .truncated }
        self.messageClass = messageClass
        method = STUNMessage.Method(rawValue: (type >> 2) & 0x0F80 | (type >> 1) & 0x0070 | type & 0x000F)
        transactionID = STUNTransactionID(high: high, low: low)
    }

    /// Whether the last attribute has been read.
    var isAtEnd: Bool { reader.remaining == 0 }

    /// The type and the value of the next attribute, without padding; `nil` at the end.
    mutating func nextAttribute() throws(STUNError) -> (type: UInt16, value: ArraySlice<UInt8>)? {
        guard !isAtEnd else { return nil }
        guard count < STUNMessage.maximumAttributeCount else { throw .tooManyAttributes }
        count += 1
        let offset = reader.offset
        guard let type = reader.readUInt16(), let length = reader.readUInt16() else { throw .truncated }
        guard let value = reader.readBytes(Int(length)), reader.skip(-Int(length) & 3) else {
            throw .malformedAttribute(type: type)
        }
        if type == STUNAttributeType.messageIntegrity, integrityOffset == nil { integrityOffset = offset }
        return (type, value)
    }

    /// Where the first MESSAGE-INTEGRITY of a message starts; `nil` if there is none before the end or before a
    /// malformed attribute.
    static func integrityOffset(in datagram: [UInt8]) -> Int? {
        guard var layout = try? STUNLayout(datagram) else { return nil }
        while layout.integrityOffset == nil {
            guard (try? layout.nextAttribute()) != nil else { return nil }
        }
        return layout.integrityOffset
    }
}
