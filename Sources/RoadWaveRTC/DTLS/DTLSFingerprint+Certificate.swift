internal import COpenSSL

extension DTLSFingerprint {
    /// The fingerprint of an X.509 certificate (an `X509 *`); `nil` when the library cannot hash it.
    init?(certificate: OpaquePointer, algorithm: Algorithm) {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard X509_digest(certificate, algorithm.function, &digest, &length) == 1 else { return nil }
        self.init(algorithm: algorithm, bytes: Array(digest.prefix(Int(length))))
    }
}

extension DTLSFingerprint {
    /// Whether this is the fingerprint of a certificate in its DER form.
    func matches(der certificate: UnsafeRawBufferPointer) -> Bool {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard
            EVP_Digest(certificate.baseAddress, certificate.count, &digest, &length, algorithm.function, nil) == 1
        else { return false }
        return digest.prefix(Int(length)).elementsEqual(bytes)
    }
}

extension DTLSFingerprint.Algorithm {
    /// The library's `EVP_MD *`.
    fileprivate var function: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }
}
