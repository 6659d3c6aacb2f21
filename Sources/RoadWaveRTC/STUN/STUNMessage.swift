/// A STUN message (RFC 8489 §5): class, method, transaction and attributes.
public struct STUNMessage: Hashable, Sendable {
    /// The class of a message: the two C bits of its type.
    public enum Class: UInt8, Hashable, Sendable {
        /// Asks for an answer.
        case request = 0b00
        /// Asks for no answer.
        case indication = 0b01
        /// The answer of a success.
        case success = 0b10
        /// The answer of a failure, with an ERROR-CODE.
        case failure = 0b11
    }

    /// The method of a message: the 12 M bits of its type.
    public struct Method: RawRepresentable, Hashable, Sendable {
        /// The number registered with IANA, 0…0xFFF.
        public var rawValue: UInt16

        /// Any method; only the low 12 bits are sent.
        public init(rawValue: UInt16) {
            self.rawValue = rawValue & 0x0FFF
        }

        /// Binding (RFC 8489 §3): the only method of ICE checks.
        public static let binding = Method(rawValue: 0x001)
    }

    /// Request, indication, success or failure.
    public var messageClass: Class
    /// Always Binding in ICE.
    public var method: Method
    /// Pairs an answer with its request.
    public var transactionID: STUNTransactionID
    /// The attributes in order. It contains neither MESSAGE-INTEGRITY nor FINGERPRINT, which depend on the bytes, nor
    /// any attribute after MESSAGE-INTEGRITY (RFC 8489 §14.5).
    public var attributes: [STUNAttribute]

    /// Creates a message to serialise.
    public init(
        _ messageClass: Class, method: Method = .binding, transactionID: STUNTransactionID,
        attributes: [STUNAttribute] = []
    ) {
        self.messageClass = messageClass
        self.method = method
        self.transactionID = transactionID
        self.attributes = attributes
    }

    /// RFC 8489 §5: a fixed value that distinguishes STUN from the other protocols on the port.
    static let magicCookie: UInt32 = 0x2112_A442
    static let headerLength = 20
    /// A check carries 6 to 10 attributes, including those of the browser's vendor. 32 leaves room and bounds the work.
    static let maximumAttributeCount = 32
}

extension STUNMessage {
    /// USERNAME, if there is one.
    public var username: String? {
        attributes.lazy.compactMap { if case .username(let name) = $0 { name } else { nil } }.first
    }

    /// XOR-MAPPED-ADDRESS, if there is one.
    public var mappedAddress: TransportAddress? {
        attributes.lazy.compactMap { if case .xorMappedAddress(let address) = $0 { address } else { nil } }.first
    }

    /// PRIORITY, if there is one.
    public var priority: UInt32? {
        attributes.lazy.compactMap { if case .priority(let priority) = $0 { priority } else { nil } }.first
    }

    /// ERROR-CODE, if there is one.
    public var errorCode: STUNErrorCode? {
        attributes.lazy.compactMap { if case .errorCode(let code) = $0 { code } else { nil } }.first
    }

    /// Whether USE-CANDIDATE nominates the pair (RFC 8445 §7.1.2).
    public var nominates: Bool { attributes.contains(.useCandidate) }

    /// The comprehension-required attributes (type below 0x8000) that are unknown here: a request with one of them
    /// fails with error 420 (RFC 8489 §6.3.1).
    public var unknownRequiredAttributes: [UInt16] {
        attributes.compactMap { if case .unknown(let type, _) = $0, type < 0x8000 { type } else { nil } }
    }
}
