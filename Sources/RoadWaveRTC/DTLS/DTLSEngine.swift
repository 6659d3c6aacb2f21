internal import COpenSSL

/// An `SSL` of the library with a memory BIO for each direction, instead of a socket.
///
/// A handshake that the library gave up cannot continue: the transport then makes another engine.
final class DTLSEngine {
    let ssl: OpaquePointer
    let input: OpaquePointer
    let output: OpaquePointer
    /// The number of records of epoch 0 written so far.
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

    /// Passes one record to the library. It does not pass a whole datagram: OpenSSL forgets the records that follow one
    /// with an unexpected version, so a repeated ClientHello would hide the flight behind it.
    ///
    /// A record of epoch 0 gets a new number from us. Its own number is not authenticated, but the library's replay
    /// window trusts it: after one forged record with a high number, the library would drop all later ones. Repeated
    /// messages are recognised by their own numbers.
    /// - Returns: whether the library took the record.
    func write(_ record: UnsafeRawBufferPointer) -> Bool {
        var bytes = [UInt8](record)
        if bytes[3] == 0, bytes[4] == 0 {
            for index in 5..<11 { bytes[index] = UInt8(truncatingIfNeeded: plaintextRecords >> (8 * (10 - index))) }
            plaintextRecords += 1
        }
        // The rest of an earlier record must not join with this one.
        copenssl_bio_reset(input)
        return BIO_write(input, bytes, Int32(bytes.count)) == Int32(bytes.count)
    }

    /// Takes the output of the library, as datagrams.
    func takeOutput() -> [[UInt8]] {
        var bytes: UnsafePointer<UInt8>?
        let count = copenssl_bio_contents(output, &bytes)
        guard count > 0, let bytes else { return [] }
        defer { copenssl_bio_reset(output) }
        return DTLSRecords.datagrams(
            from: UnsafeRawBufferPointer(start: bytes, count: count), limit: DTLSTransport.maximumDatagramSize)
    }

    /// Bytes that the negotiated cipher adds to a record: a tag of 16, and for AES-GCM a nonce of 8 before it. All our
    /// suites are one or the other.
    var recordOverhead: Int {
        let cipher = SSL_get_current_cipher(ssl)
        return SSL_CIPHER_get_cipher_nid(cipher) == NID_chacha20_poly1305 ? 16 : 24
    }

    /// The rest of the wait by the library's clock; `nil` when it waits for nothing.
    var remainingWait: Duration? {
        var left = timeval()
        guard copenssl_dtls_get_timeout(ssl, &left) == 1 else { return nil }
        return .seconds(left.tv_sec) + .microseconds(left.tv_usec)
    }
}
