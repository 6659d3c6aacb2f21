internal import COpenSSL

/// Builds the `SSL_CTX` of a node: the settings that all its DTLS connections share, client or server.
/// See docs/decisions/webrtc.md, « C libraries in process ».
enum DTLSContext {
    /// AEAD suites with forward secrecy only. The RSA ones are for a DTLS server with an RSA certificate.
    private static let cipherSuites = """
        ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:\
        ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384
        """

    /// Bytes of the peer's certificate chain, which is reassembled in memory before the peer is authenticated. A
    /// self-signed certificate with the longest RSA key in use has 2 KiB.
    static let maximumChainSize = 16_384

    /// A context owned by the caller. It holds its own references to the certificate (`X509 *`) and to the key
    /// (`EVP_PKEY *`).
    static func make(certificate: OpaquePointer, key: OpaquePointer) throws(DTLSError) -> OpaquePointer {
        guard let context = SSL_CTX_new(DTLS_method()) else { throw configurationError("cannot make a DTLS context") }
        copenssl_set_dtls_options(context)
        copenssl_set_max_cert_list(context, maximumChainSize)
        let isComplete =
            copenssl_only_dtls_1_2(context) == 1
            && SSL_CTX_set_cipher_list(context, cipherSuites) == 1
            && SSL_CTX_use_certificate(context, certificate) == 1
            && SSL_CTX_use_PrivateKey(context, key) == 1
            && SSL_CTX_check_private_key(context) == 1
            // This function returns 0 on success, unlike the others.
            && SSL_CTX_set_tlsext_use_srtp(context, SRTPProfile.openSSLPreferenceList) == 0
            && copenssl_set_max_send_fragment(context, DTLSTransport.maximumDatagramSize) == 1
        guard isComplete else {
            SSL_CTX_free(context)
            throw configurationError("cannot configure the DTLS context")
        }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        SSL_CTX_set_cert_verify_callback(context, verifyPeerCertificate, nil)
        return context
    }

    /// Replaces the verification of a chain: a WebRTC certificate is self-signed, and trusted if the session
    /// description contains its hash (RFC 8827 §6.5). A refusal here makes the library send the alert
    /// `bad_certificate`.
    private static let verifyPeerCertificate: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
        store, _ in
        guard let store,
            let ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
            let certificate = X509_STORE_CTX_get0_cert(store),
            let transport = DTLSTransport.owner(of: OpaquePointer(ssl)),
            transport.accepts(certificate: certificate)
        else {
            if let store { X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED) }
            return 0
        }
        X509_STORE_CTX_set_error(store, X509_V_OK)
        return 1
    }

    private static func configurationError(_ what: String) -> DTLSError {
        DTLSError(
            code: .configuration, message: "OpenSSL failed: \(what); check the installed version, 3.0 or later.",
            cause: OpenSSLErrorQueue.drain())
    }
}
