/// The hash of a DTLS certificate, as in `a=fingerprint` (RFC 8122 §5).
public struct DTLSFingerprint: Hashable, Sendable {
    /// The accepted hash functions; SHA-1 and MD5 are not accepted (RFC 8122 §5).
    public enum Algorithm: String, CaseIterable, Hashable, Sendable {
        /// 32 bytes; all browsers use it.
        case sha256 = "sha-256"
        /// 48 bytes.
        case sha384 = "sha-384"
        /// 64 bytes.
        case sha512 = "sha-512"

        /// The size of the hash in bytes.
        public var length: Int {
            switch self {
            case .sha256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }
    }

    /// The hash function.
    public var algorithm: Algorithm
    /// The hash of the certificate's DER form.
    public var bytes: [UInt8]

    /// A fingerprint; `nil` if its size does not match the hash function.
    public init?(algorithm: Algorithm, bytes: [UInt8]) {
        guard bytes.count == algorithm.length else { return nil }
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Parses `sha-256 AB:CD:…`, in upper or lower case; `nil` for another hash function or a malformed value.
    public init?(attribute value: String) {
        // The longest has under 200 bytes: a longer value is not split at all.
        guard value.utf8.count <= 256 else { return nil }
        let fields = value.fields()
        guard fields.count == 2,
            let algorithm = Algorithm.allCases.first(where: { fields[0].equalsIgnoringCase($0.rawValue) }),
            // Two digits and a colon for each byte: a longer value is not decoded.
            fields[1].utf8.count == algorithm.length * 3 - 1
        else { return nil }
        let pairs = fields[1].fields(separatedBy: ":")
        // Two bytes must be two digits: `UInt8` would also accept a sign and a digit, so the first byte is checked.
        let bytes = pairs.compactMap { pair in
            pair.utf8.count == 2 && pair.utf8.first.map(Self.isHexDigit) == true ? UInt8(pair, radix: 16) : nil
        }
        guard bytes.count == pairs.count else { return nil }
        self.init(algorithm: algorithm, bytes: bytes)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool { Unicode.Scalar(byte).properties.isASCIIHexDigit }

    /// The value of `a=fingerprint`, in upper case.
    public var attribute: String {
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16, uppercase: true)
            return text.count == 1 ? "0" + text : text
        }
        return "\(algorithm.rawValue) \(digits.joined(separator: ":"))"
    }
}
