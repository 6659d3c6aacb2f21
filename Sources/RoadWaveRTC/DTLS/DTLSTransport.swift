internal import COpenSSL

/// One DTLS 1.2 connection that agrees on SRTP keys (RFC 6347, RFC 5764), over OpenSSL with memory in place of sockets.
///
/// Datagrams and time go in, actions come out: after each call, drain `nextAction()`. The class is confined to the
/// event loop of its peer: it is not `Sendable`, because an `SSL` may be used by one thread at a time.
///
/// **Cookies.** A server sends no HelloVerifyRequest (RFC 6347 §4.2.1). The cookie proves that the client receives at
/// its address; here ICE has proved it before (a check signed with our password), datagrams from other addresses do not
/// reach this class, and the round trip is saved.
///
/// **Time.** The waits and their deadlines are ours, counted in the time that is passed in. The library however keeps a
/// timer of its own, which reads the system's clock and which no call of OpenSSL 3 can set: it agrees to send a flight
/// again only when the wait that we told it (`DTLS_set_timer_cb`) has passed on that clock too. Under a real clock the
/// two agree. Under a turned clock that runs ahead, `nextDeadline` repeats until the library agrees: a lost flight then
/// costs real time, and everything else here is driven by the passed time alone.
/// See docs/decisions/webrtc.md, « DTLS without a cookie ».
public final class DTLSTransport {
    /// Which side of the handshake we play: `a=setup:passive` is the server, `a=setup:active` the client (RFC 8842).
    public enum Role: Hashable, Sendable {
        /// Sends the ClientHello.
        case client
        /// Waits for it.
        case server
    }

    /// What the owner has to do.
    public enum Action: Equatable {
        /// Send this datagram to the peer.
        case transmit([UInt8])
        /// The handshake is done and the peer's certificate is the announced one: SRTP can begin.
        case connected(SRTPKeyingMaterial)
        /// The peer ended the connection (close_notify or a fatal alert).
        case closed
        /// The connection is dead.
        case failed(DTLSError)
    }

    private enum State {
        case idle
        case handshaking(deadline: MonotonicTime)
        case connected
        case ended
    }

    /// Bytes of the largest datagram that we send: safe on every path that RTC traffic takes (RFC 8831 §5 uses 1,200).
    static let maximumDatagramSize = 1200

    /// Bytes of the largest datagram that we read. Handshakes are fragmented to the MTU, 1,500 on the Internet; the
    /// rest is room for jumbo loopback peers.
    public static let maximumInputSize = 4096

    /// An honest handshake of six flights, each sent again by every timeout of 20 s, stays well under this.
    private static let maximumHandshakeDatagrams = 256

    /// Our side of the handshake.
    public let role: Role

    private let ssl: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer
    private let peerFingerprint: DTLSFingerprint
    private let retransmission: DTLSRetransmission
    private var state = State.idle
    private var actions: [Action] = []
    private var handshakeDatagrams = 0
    private var hasRejectedFingerprint = false
    /// The wait that the library has just begun, until it becomes a deadline of ours.
    private var startedWait: Duration?
    private var retransmissionDeadline: MonotonicTime?

    /// Creates a connection that has not begun.
    ///
    /// - Parameter peerFingerprint: the hash of the peer's certificate, from its session description.
    /// - Throws: `DTLSError` with code `configuration`.
    public init(
        role: Role, certificate: DTLSCertificate, peerFingerprint: DTLSFingerprint,
        retransmission: DTLSRetransmission = DTLSRetransmission()
    ) throws(DTLSError) {
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
        self.role = role
        self.ssl = ssl
        self.input = input
        self.output = output
        self.peerFingerprint = peerFingerprint
        self.retransmission = retransmission
        // Unretained: the callbacks below run only inside calls on `ssl`, which dies with us.
        SSL_set_ex_data(ssl, DTLSTransport.ownerIndex, Unmanaged.passUnretained(self).toOpaque())
        DTLS_set_timer_cb(ssl, DTLSTransport.timerStarted)
    }

    deinit {
        SSL_free(ssl)
    }

    /// Whether the handshake has ended well and the connection still lives.
    public var isConnected: Bool {
        if case .connected = state { true } else { false }
    }

    /// Begins: a client sends its first flight, a server starts to wait. Does nothing the second time.
    public func start(now: MonotonicTime) {
        guard case .idle = state else { return }
        state = .handshaking(deadline: now + retransmission.handshakeTimeout)
        if role == .client { process(now: now) }
    }

    /// Takes one datagram of the peer's. Anything that is not DTLS from this very peer is ignored, as RFC 6347 §4.1.2.7
    /// wants: on an established connection only records that the peer's key made have an effect.
    ///
    /// - Returns: whether the datagram was handed to the library; false when it is too long, has no whole record, or
    ///   comes before `start` or after the end.
    @discardableResult
    public func receive(_ datagram: some Collection<UInt8>, now: MonotonicTime) -> Bool {
        switch state {
        case .idle, .ended: return false
        case .handshaking, .connected: break
        }
        guard datagram.count <= DTLSTransport.maximumInputSize else { return false }
        if case .handshaking = state {
            handshakeDatagrams += 1
            guard handshakeDatagrams <= DTLSTransport.maximumHandshakeDatagrams else {
                fail(.flood, "The peer sent more than \(DTLSTransport.maximumHandshakeDatagrams) handshake datagrams.")
                return false
            }
        }
        return Array(datagram).withUnsafeBytes { bytes in
            let records = DTLSRecords.ranges(in: bytes)
            for record in records { receive(record: UnsafeRawBufferPointer(rebasing: bytes[record]), now: now) }
            return !records.isEmpty
        }
    }

    /// Hands one record to the library. A whole datagram would do as well, did OpenSSL not forget what follows a record
    /// that it discards for its version: a ClientHello sent again would hide the flight behind it.
    private func receive(record: UnsafeRawBufferPointer, now: MonotonicTime) {
        // What the library left of an earlier record must not join with this one.
        copenssl_bio_reset(input)
        guard BIO_write(input, record.baseAddress, Int32(record.count)) == Int32(record.count) else { return }
        process(now: now)
    }

    /// Lets time pass: sends a flight again when its wait is over, gives a handshake up when its time is.
    public func advance(to now: MonotonicTime) {
        guard case .handshaking(let deadline) = state else { return }
        if now >= deadline {
            fail(.timeout, "The DTLS handshake did not end within \(retransmission.handshakeTimeout).")
        } else if let retransmissionDeadline, now >= retransmissionDeadline {
            retransmit(now: now)
        }
    }

    /// When `advance(to:)` has something to do; `nil` while nothing is awaited.
    public var nextDeadline: MonotonicTime? {
        guard case .handshaking(let deadline) = state else { return nil }
        return retransmissionDeadline.map { min($0, deadline) } ?? deadline
    }

    /// Ends the connection: tells the peer (close_notify) and stops.
    public func close() {
        switch state {
        case .connected:
            OpenSSLErrorQueue.clear()
            _ = SSL_shutdown(ssl)
            flush()
        case .idle, .handshaking, .ended: break
        }
        state = .ended
    }

    /// The oldest action not taken yet; `nil` when there is none.
    public func nextAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }
}

// MARK: - What the library calls

extension DTLSTransport {
    /// The slot that `SSL_set_app_data` uses, which is a macro.
    private static let ownerIndex: Int32 = 0

    /// The transport that made a connection (an `SSL *`).
    static func owner(of ssl: OpaquePointer) -> DTLSTransport? {
        SSL_get_ex_data(ssl, ownerIndex).map { Unmanaged<DTLSTransport>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether the peer's certificate (an `X509 *`) is the one that its session description names.
    func accepts(certificate: OpaquePointer) -> Bool {
        let actual = DTLSFingerprint(certificate: certificate, algorithm: peerFingerprint.algorithm)
        hasRejectedFingerprint = actual != peerFingerprint
        return !hasRejectedFingerprint
    }

    /// Called when a flight leaves (`previous` is 0) or leaves again; the answer is its wait in microseconds.
    private static let timerStarted: @convention(c) (OpaquePointer?, UInt32) -> UInt32 = { ssl, previous in
        guard let ssl, let transport = owner(of: ssl) else { return 1_000_000 }
        let wait = transport.retransmission.wait(after: previous == 0 ? nil : .microseconds(Int64(previous)))
        transport.startedWait = wait
        return UInt32(clamping: wait.wholeNanoseconds / 1_000)
    }
}

// MARK: - Driving the library

extension DTLSTransport {
    private func process(now: MonotonicTime) {
        OpenSSLErrorQueue.clear()
        if case .handshaking = state { handshake() }
        if case .connected = state { read() }
        flush()
        scheduleRetransmission(now: now)
    }

    private func handshake() {
        let result = SSL_do_handshake(ssl)
        // The last flight goes out before the owner hears of the keys, or the alert before it hears of the failure.
        flush()
        guard result == 1 else {
            let error = SSL_get_error(ssl, result)
            guard error != SSL_ERROR_WANT_READ, error != SSL_ERROR_WANT_WRITE else { return }
            if hasRejectedFingerprint {
                fail(.fingerprintMismatch, "The peer's certificate is not the one that its session description names.")
            } else {
                fail(.handshake, "The DTLS handshake failed.")
            }
            return
        }
        guard let keys = exportKeys() else {
            fail(.noSRTPProfile, "The DTLS handshake ended without an SRTP profile.")
            return
        }
        state = .connected
        actions.append(.connected(keys))
    }

    /// Reads application data, which nobody awaits (there is no data channel), to meet the alerts that lie between.
    private func read() {
        withUnsafeTemporaryAllocation(byteCount: DTLSTransport.maximumInputSize, alignment: 1) { buffer in
            var result: Int32
            repeat { result = SSL_read(ssl, buffer.baseAddress, Int32(buffer.count)) } while result > 0
            switch SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: break
            default:
                // close_notify, a fatal alert, or a violation in a record that carries the peer's own tag.
                state = .ended
                actions.append(.closed)
            }
        }
    }

    private func retransmit(now: MonotonicTime) {
        OpenSSLErrorQueue.clear()
        let result = copenssl_dtls_handle_timeout(ssl)
        flush()
        if result < 0 {
            fail(.timeout, "The peer answers no DTLS flight.")
        } else if result == 0 {
            // The library's clock lags behind ours: ask again when its own wait is over.
            retransmissionDeadline = now + max(remainingWait() ?? .zero, .milliseconds(1))
        } else {
            scheduleRetransmission(now: now)
        }
    }

    private func scheduleRetransmission(now: MonotonicTime) {
        guard remainingWait() != nil else {
            retransmissionDeadline = nil
            return
        }
        if let startedWait { retransmissionDeadline = now + startedWait }
        startedWait = nil
    }

    /// What is left of the wait by the library's clock; `nil` when it awaits nothing.
    private func remainingWait() -> Duration? {
        var left = timeval()
        guard copenssl_dtls_get_timeout(ssl, &left) == 1 else { return nil }
        return .seconds(left.tv_sec) + .microseconds(left.tv_usec)
    }

    private func flush() {
        var bytes: UnsafePointer<UInt8>?
        let count = copenssl_bio_contents(output, &bytes)
        guard count > 0, let bytes else { return }
        let stream = UnsafeRawBufferPointer(start: bytes, count: count)
        for datagram in DTLSRecords.datagrams(from: stream, limit: DTLSTransport.maximumDatagramSize) {
            actions.append(.transmit(datagram))
        }
        copenssl_bio_reset(output)
    }

    private func fail(_ code: DTLSError.Code, _ message: String) {
        state = .ended
        retransmissionDeadline = nil
        actions.append(.failed(DTLSError(code: code, message: message, cause: OpenSSLErrorQueue.drain())))
    }

    /// Exports the SRTP keys (RFC 5764 §4.2): both master keys, then both salts, the client's before the server's.
    private func exportKeys() -> SRTPKeyingMaterial? {
        guard let selected = SSL_get_selected_srtp_profile(ssl),
            let profile = SRTPProfile(identifier: selected.pointee.id)
        else { return nil }
        let label = "EXTRACTOR-dtls_srtp"
        var material = [UInt8](repeating: 0, count: 2 * (profile.keyLength + profile.saltLength))
        guard
            SSL_export_keying_material(ssl, &material, material.count, label, label.utf8.count, nil, 0, 0) == 1
        else { return nil }
        return SRTPKeyingMaterial(profile: profile, exported: material, isServer: role == .server)
    }
}
