internal import COpenSSL

/// The hash of a certificate as a session description carries it (`a=fingerprint`, RFC 8122 §5).
public struct CertificateFingerprint: Hashable, Sendable {
    /// The hash functions that we trust. SHA-1 and MD5 have known collisions and are refused.
    public enum HashFunction: String, Hashable, Sendable, CaseIterable {
        /// What everybody sends (RFC 8827 §6.5 requires it).
        case sha256 = "sha-256"
        /// The 384-bit SHA-2.
        case sha384 = "sha-384"
        /// The 512-bit SHA-2.
        case sha512 = "sha-512"

        /// Bytes of a digest.
        public var digestLength: Int {
            switch self {
            case .sha256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }

        fileprivate var digest: OpaquePointer? {
            switch self {
            case .sha256: EVP_sha256()
            case .sha384: EVP_sha384()
            case .sha512: EVP_sha512()
            }
        }
    }

    /// The function that made the digest.
    public let hashFunction: HashFunction
    /// The digest: `hashFunction.digestLength` bytes.
    public let digest: [UInt8]

    /// Parses the value of an `a=fingerprint` attribute: `sha-256 12:DF:3E:…`, in either letter case.
    ///
    /// - Throws: `DTLSError` with code `unsupportedHashFunction` or `malformedFingerprint`.
    public init(parsing text: String) throws(DTLSError) {
        let parts = text.split(separator: " ")
        guard parts.count == 2 else {
            throw DTLSError(
                code: .malformedFingerprint,
                message: "A fingerprint is a hash function and a digest, separated by one space.")
        }
        guard let hashFunction = HashFunction(rawValue: parts[0].lowercased()) else {
            throw DTLSError(
                code: .unsupportedHashFunction,
                message: "The certificate fingerprint must use sha-256, sha-384 or sha-512.")
        }
        let octets = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let digest = octets.compactMap { octet in
            octet.utf8.count == 2 && octet.allSatisfy(\.isHexDigit) ? UInt8(octet, radix: 16) : nil
        }
        guard octets.count == hashFunction.digestLength, digest.count == octets.count else {
            throw DTLSError(
                code: .malformedFingerprint,
                message: "A \(hashFunction.rawValue) fingerprint is \(hashFunction.digestLength) pairs of hexadecimal "
                    + "digits joined by colons.")
        }
        self.hashFunction = hashFunction
        self.digest = digest
    }

    /// The fingerprint of an X.509 certificate (an `X509 *`); `nil` when the library cannot hash it.
    init?(certificate: OpaquePointer, hashFunction: HashFunction) {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard X509_digest(certificate, hashFunction.digest, &digest, &length) == 1,
            Int(length) == hashFunction.digestLength
        else { return nil }
        self.hashFunction = hashFunction
        self.digest = Array(digest.prefix(Int(length)))
    }
}

extension CertificateFingerprint: CustomStringConvertible {
    /// The attribute's value as RFC 8122 §5 writes it: `sha-256 12:DF:…`, upper case.
    public var description: String {
        let hexadecimal = Array("0123456789ABCDEF")
        let octets = digest.map { String([hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 0x0F)]]) }
        return "\(hashFunction.rawValue) \(octets.joined(separator: ":"))"
    }
}
