internal import COpenSSL

/// An `SSL` of the library with a memory BIO in place of each direction of its socket.
///
/// A handshake that the library gave up cannot go on: the transport then begins another engine.
final class DTLSEngine {
    let ssl: OpaquePointer
    let input: OpaquePointer
    let output: OpaquePointer
    /// How many records of epoch 0 were written.
    private var plaintextRecords: UInt64 = 0

    /// - Throws: `DTLSError` with code `configuration`.
    init(role: DTLSTransport.Role, certificate: DTLSCertificate) throws(DTLSError) {
        OpenSSLErrorQueue.clear()
        let ssl = SSL_new(certificate.context)
        let input = BIO_new(BIO_s_mem())
        let output = BIO_new(BIO_s_mem())
        guard let ssl, let input, let output else {
            // NULL may be freed.
            SSL_free(ssl)
            BIO_free(input)
            BIO_free(output)
            throw DTLSError(
                code: .configuration, message: "OpenSSL cannot allocate a DTLS connection.",
                cause: OpenSSLErrorQueue.drain())
        }
        copenssl_bio_never_ends(input)
        copenssl_bio_never_ends(output)
        SSL_set_bio(ssl, input, output)
        _ = copenssl_set_mtu(ssl, DTLSTransport.maximumDatagramSize)
        switch role {
        case .client: SSL_set_connect_state(ssl)
        case .server: SSL_set_accept_state(ssl)
        }
        self.ssl = ssl
        self.input = input
        self.output = output
    }

    deinit {
        SSL_free(ssl)
    }

    /// Gives the library one record. A whole datagram would do as well, did OpenSSL not forget what follows a record
    /// that it discards for its version: a ClientHello sent again would hide the flight behind it.
    ///
    /// A record of epoch 0 gets a number of ours. Nothing vouches for its own, and the library's replay window believes it:
    /// one forged record with a high number would make it drop all that follow. Messages that come twice are told by their
    /// own numbers.
    /// - Returns: whether it took the record.
    func write(_ record: UnsafeRawBufferPointer) -> Bool {
        var bytes = [UInt8](record)
        if bytes[3] == 0, bytes[4] == 0 {
            for index in 5..<11 { bytes[index] = UInt8(truncatingIfNeeded: plaintextRecords >> (8 * (10 - index))) }
            plaintextRecords += 1
        }
        // What the library left of an earlier record must not join with this one.
        copenssl_bio_reset(input)
        return BIO_write(input, bytes, Int32(bytes.count)) == Int32(bytes.count)
    }

    /// Takes what the library has to send, as datagrams.
    func takeOutput() -> [[UInt8]] {
        var bytes: UnsafePointer<UInt8>?
        let count = copenssl_bio_contents(output, &bytes)
        guard count > 0, let bytes else { return [] }
        defer { copenssl_bio_reset(output) }
        return DTLSRecords.datagrams(
            from: UnsafeRawBufferPointer(start: bytes, count: count), limit: DTLSTransport.maximumDatagramSize)
    }

    /// Bytes that the negotiated cipher adds to a record: a tag of 16, and with AES-GCM a nonce of 8 before it. All our
    /// suites are one or the other.
    var recordOverhead: Int {
        let cipher = SSL_get_current_cipher(ssl)
        return SSL_CIPHER_get_cipher_nid(cipher) == NID_chacha20_poly1305 ? 16 : 24
    }

    /// What is left of the wait by the library's clock; `nil` when it awaits nothing.
    var remainingWait: Duration? {
        var left = timeval()
        guard copenssl_dtls_get_timeout(ssl, &left) == 1 else { return nil }
        return .seconds(left.tv_sec) + .microseconds(left.tv_usec)
    }
}
