internal import COpenSSL

/// A node's DTLS identity: a key on P-256 and a self-signed certificate, made at the start and shared by all its peers.
///
/// `@unchecked Sendable`: the only stored reference is an `SSL_CTX`, which never changes after `generate()` returns.
/// OpenSSL counts its references with atomics, and connections may be made from it on several threads.
public final class DTLSCertificate: @unchecked Sendable {
    /// The SHA-256 fingerprint, for the session description.
    public let fingerprint: DTLSFingerprint

    /// The `SSL_CTX` from which every connection of this identity is made.
    let context: OpaquePointer

    private init(fingerprint: DTLSFingerprint, context: OpaquePointer) {
        self.fingerprint = fingerprint
        self.context = context
    }

    deinit {
        SSL_CTX_free(context)
    }

    /// The fingerprint by another hash function, for a description that carries several; `nil` when the library fails.
    public func fingerprint(by algorithm: DTLSFingerprint.Algorithm) -> DTLSFingerprint? {
        SSL_CTX_get0_certificate(context).flatMap { DTLSFingerprint(certificate: $0, algorithm: algorithm) }
    }

    /// Makes a new key and certificate; about a millisecond.
    ///
    /// P-256 is required of every implementation by RFC 8827 §6.5.
    ///
    /// - Throws: `DTLSError` with code `certificate` or `configuration`.
    public static func generate() throws(DTLSError) -> DTLSCertificate {
        OpenSSLErrorQueue.clear()
        guard let key = copenssl_generate_p256_key() else { throw certificateError("cannot make a P-256 key") }
        defer { EVP_PKEY_free(key) }
        let certificate = try selfSigned(key: key)
        defer { X509_free(certificate) }
        guard let fingerprint = DTLSFingerprint(certificate: certificate, algorithm: .sha256) else {
            throw certificateError("cannot hash the certificate")
        }
        let context = try DTLSContext.make(certificate: certificate, key: key)
        return DTLSCertificate(fingerprint: fingerprint, context: context)
    }

    /// An `X509 *` owned by the caller. Peers check neither its name nor its dates: only the fingerprint is trusted
    /// (RFC 8827 §6.5). So the name is anonymous, and the dates only have to be plausible.
    private static func selfSigned(key: OpaquePointer) throws(DTLSError) -> OpaquePointer {
        guard let certificate = X509_new() else { throw certificateError("cannot allocate a certificate") }
        let day = 24 * 60 * 60
        var serial: UInt64 = 0
        let isComplete =
            withUnsafeMutableBytes(of: &serial) { bytes in
                RAND_bytes(bytes.bindMemory(to: UInt8.self).baseAddress, Int32(bytes.count)) == 1
            }
            && X509_set_version(certificate, 2) == 1  // version 3
            && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1
            // A day back, for clocks that are slow.
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -day) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), 365 * day) != nil
            && X509_set_pubkey(certificate, key) == 1
            && X509_NAME_add_entry_by_txt(
                X509_get_subject_name(certificate), "CN", MBSTRING_ASC, "WebRTC", -1, -1, 0) == 1
            && X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1
            && X509_sign(certificate, key, EVP_sha256()) > 0
        guard isComplete else {
            X509_free(certificate)
            throw certificateError("cannot fill and sign the certificate")
        }
        return certificate
    }

    private static func certificateError(_ what: String) -> DTLSError {
        DTLSError(
            code: .certificate, message: "OpenSSL failed: \(what).", cause: OpenSSLErrorQueue.drain())
    }
}
