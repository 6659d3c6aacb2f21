internal import COpenSSL

/// One DTLS 1.2 connection that agrees on SRTP keys (RFC 6347, RFC 5764), over OpenSSL with memory in place of sockets.
///
/// Inputs are datagrams and the time, outputs are actions: after each call, drain `nextAction()`. The class is confined
/// to the event loop of its peer: it is not `Sendable`, because only one thread at a time may use an `SSL`.
///
/// **Cookies.** A server sends no HelloVerifyRequest (RFC 6347 §4.2.1). The cookie would prove that the client receives
/// at its address. Here ICE has already proved it (a check signed with our password), and datagrams from other
/// addresses do not reach this class. This saves a round trip.
///
/// **Time.** The waits and their deadlines are ours, counted in the time that is passed in. But the library also has
/// its own timer, which reads the system's clock and cannot be set by any call of OpenSSL 3: it only sends a flight
/// again when the wait that we gave it (`DTLS_set_timer_cb`) has passed on that clock as well. With a real clock both
/// agree. With a manual clock that runs ahead, `nextDeadline` repeats until the library agrees: a lost flight then
/// costs real time. Everything else depends only on the time that is passed in.
/// See docs/decisions/webrtc.md, « DTLS without a cookie ».
public final class DTLSTransport {
    /// Our side of the handshake: `a=setup:passive` is the server, `a=setup:active` the client (RFC 8842).
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
        /// The handshake is done, and the peer's certificate is an announced one: SRTP can begin.
        case connected(SRTPKeyingMaterial)
        /// The peer ended the connection (close_notify or a fatal alert).
        case closed
        /// The connection has failed.
        case failed(DTLSError)
    }

    private enum State {
        case idle
        case handshaking(deadline: MonotonicTime)
        case connected
        case ended
    }

    /// Bytes of the largest datagram that we send. It fits every path of RTC traffic (RFC 8831 §5 uses 1,200).
    static let maximumDatagramSize = 1200

    /// Bytes of the largest datagram that we read. Handshakes are fragmented to the MTU, 1,500 on the Internet; the
    /// rest is for loopback peers with jumbo frames.
    public static let maximumInputSize = 4096

    /// The least time between two attempts after a failure in the library. An attempt costs 50 µs to set up: a flood of
    /// broken handshakes must not cause one per datagram.
    private static let attemptInterval: Duration = .milliseconds(100)

    /// Our side of the handshake.
    public let role: Role

    private let certificate: DTLSCertificate
    private let peerFingerprints: [DTLSFingerprint]
    private let retransmission: DTLSRetransmission
    private var engine: DTLSEngine
    private var state = State.idle
    private var actions: [Action] = []
    private var hasRejectedFingerprint = false
    /// Why the first failed attempt failed.
    private var firstFailure: String?
    private var lastAttempt: MonotonicTime?
    /// When the next attempt begins; `nil` during an attempt.
    private var nextAttempt: MonotonicTime?
    /// The bound for our flights until the handshake is done; `nil` for no bound.
    private var amplification: DTLSAmplification?
    /// Bytes that the cipher adds to a record, after the handshake.
    private var recordOverhead = 0
    /// The wait that the library has just begun, until it becomes our deadline.
    private var startedWait: Duration?
    private var retransmissionDeadline: MonotonicTime?

    /// Creates a connection that has not started.
    ///
    /// - Parameters:
    ///   - peerFingerprints: hashes of the peer's certificates, from its session description; any may match (RFC 8122
    ///     §5).
    ///   - boundsAmplification: whether the peer's address may be forged. Our flights are then bounded by the bytes
    ///     from there (``credit(_:)``) until the handshake is done.
    /// - Throws: `DTLSError` with code `configuration`.
    public init(
        role: Role, certificate: DTLSCertificate, peerFingerprints: [DTLSFingerprint],
        retransmission: DTLSRetransmission = DTLSRetransmission(), boundsAmplification: Bool = false
    ) throws(DTLSError) {
        engine = try DTLSEngine(role: role, certificate: certificate)
        self.role = role
        self.certificate = certificate
        self.peerFingerprints = peerFingerprints
        self.retransmission = retransmission
        amplification = boundsAmplification ? DTLSAmplification(role: role) : nil
        adoptEngine()
    }

    /// Whether the handshake has succeeded and the connection is open.
    public var isConnected: Bool {
        if case .connected = state { true } else { false }
    }

    /// Starts: a client sends its first flight, a server starts to wait. A second call has no effect.
    public func start(now: MonotonicTime) {
        guard case .idle = state else { return }
        state = .handshaking(deadline: now + retransmission.handshakeTimeout)
        lastAttempt = now
        if role == .client { process(now: now) }
    }

    /// Counts bytes from the peer's address that are not DTLS: its ICE checks.
    public func credit(_ count: Int) {
        amplification?.receive(count)
    }

    /// Takes one datagram of the peer's. Datagrams that are not DTLS from this peer are ignored, as RFC 6347 §4.1.2.7
    /// asks: on an established connection only records made with the peer's key have an effect, and during the
    /// handshake only records that can belong to one (``DTLSRecord``). No number of datagrams ends a handshake: the
    /// library buffers at most ten messages and a hundred records, and time ends it.
    ///
    /// - Returns: whether the datagram was read; false when it is too long, has no whole record, or comes before
    ///   `start` or after the end.
    @discardableResult
    public func receive(_ datagram: some Collection<UInt8>, now: MonotonicTime) -> Bool {
        switch state {
        case .idle, .ended: return false
        case .handshaking, .connected: break
        }
        guard datagram.count <= DTLSTransport.maximumInputSize else { return false }
        amplification?.receive(datagram.count)
        return Array(datagram).withUnsafeBytes { bytes in
            let records = DTLSRecords.ranges(in: bytes)
            for record in records { receive(record: UnsafeRawBufferPointer(rebasing: bytes[record]), now: now) }
            return !records.isEmpty
        }
    }

    private func receive(record: UnsafeRawBufferPointer, now: MonotonicTime) {
        let isAdmitted =
            switch state {
            case .idle, .ended: false
            case .handshaking: nextAttempt == nil && admits(DTLSRecord(record))
            case .connected: DTLSRecord(record).isAdmittedAfterHandshake(overhead: recordOverhead)
            }
        guard isAdmitted, engine.write(record) else { return }
        process(now: now)
    }

    /// Whether a record of the handshake may be passed to the library. At a certificate that was not announced, which
    /// anybody can send, the library would give up. So it never gets it, and the peer has the rest of the time to send
    /// its own.
    private func admits(_ record: DTLSRecord) -> Bool {
        record.isAdmitted(duringHandshakeAs: role) { certificate in
            let isAnnounced = peerFingerprints.contains { $0.matches(der: certificate) }
            if !isAnnounced { hasRejectedFingerprint = true }
            return isAnnounced
        }
    }

    /// Lets time pass: sends a flight again after its wait, and ends a handshake that takes too long.
    public func advance(to now: MonotonicTime) {
        guard case .handshaking(let deadline) = state else { return }
        if now >= deadline {
            if hasRejectedFingerprint {
                fail(
                    .fingerprintMismatch,
                    "The peer's certificate is not one that its session description names.")
            } else if let firstFailure {
                fail(.handshake, "The DTLS handshake failed.", cause: firstFailure)
            } else {
                fail(.timeout, "The DTLS handshake did not end within \(retransmission.handshakeTimeout).")
            }
        } else if let nextAttempt {
            if now >= nextAttempt { beginAttempt(now: now) }
        } else if let retransmissionDeadline, now >= retransmissionDeadline {
            retransmit(now: now)
        }
    }

    /// When `advance(to:)` has something to do; `nil` if nothing is expected.
    public var nextDeadline: MonotonicTime? {
        guard case .handshaking(let deadline) = state else { return nil }
        return min(nextAttempt ?? retransmissionDeadline ?? deadline, deadline)
    }

    /// Closes the connection, after a close_notify to the peer.
    public func close() {
        switch state {
        case .connected:
            OpenSSLErrorQueue.clear()
            _ = SSL_shutdown(engine.ssl)
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
    /// The slot of `SSL_set_app_data`, which is a macro.
    private static let ownerIndex: Int32 = 0

    /// The transport of a connection (an `SSL *`).
    static func owner(of ssl: OpaquePointer) -> DTLSTransport? {
        SSL_get_ex_data(ssl, ownerIndex).map { Unmanaged<DTLSTransport>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether the session description contains the hash of the peer's certificate (an `X509 *`).
    func accepts(certificate: OpaquePointer) -> Bool {
        let isNamed = peerFingerprints.contains {
            $0 == DTLSFingerprint(certificate: certificate, algorithm: $0.algorithm)
        }
        if !isNamed { hasRejectedFingerprint = true }
        return isNamed
    }

    /// Called when a flight is sent (`previous` is 0) or sent again; returns its wait in microseconds.
    private static let timerStarted: @convention(c) (OpaquePointer?, UInt32) -> UInt32 = { ssl, previous in
        guard let ssl, let transport = owner(of: ssl) else { return 1_000_000 }
        let wait = transport.retransmission.wait(after: previous == 0 ? nil : .microseconds(Int64(previous)))
        transport.startedWait = wait
        return UInt32(clamping: wait.wholeNanoseconds / 1_000)
    }
}

// MARK: - Driving the library

extension DTLSTransport {
    /// Makes this transport the owner that the engine's callbacks find.
    private func adoptEngine() {
        // Unretained: the callbacks run only inside calls on the engine, which does not outlive the transport.
        SSL_set_ex_data(engine.ssl, DTLSTransport.ownerIndex, Unmanaged.passUnretained(self).toOpaque())
        DTLS_set_timer_cb(engine.ssl, DTLSTransport.timerStarted)
    }

    /// Starts the handshake again, with an engine that knows nothing of the records that broke the former one. The next
    /// ClientHello, the creator's or ours, goes to it.
    private func beginAttempt(now: MonotonicTime) {
        nextAttempt = nil
        lastAttempt = now
        retransmissionDeadline = nil
        startedWait = nil
        do throws(DTLSError) {
            engine = try DTLSEngine(role: role, certificate: certificate)
        } catch {
            return fail(error.code, error.message, cause: error.cause)
        }
        adoptEngine()
        if role == .client { process(now: now) }
    }

    private func process(now: MonotonicTime) {
        OpenSSLErrorQueue.clear()
        if case .handshaking = state { handshake(now: now) }
        if case .connected = state { read() }
        flush()
        if nextAttempt == nil { scheduleRetransmission(now: now) }
    }

    private func handshake(now: MonotonicTime) {
        let result = SSL_do_handshake(engine.ssl)
        guard result == 1 else {
            let error = SSL_get_error(engine.ssl, result)
            guard error != SSL_ERROR_WANT_READ, error != SSL_ERROR_WANT_WRITE else { return }
            giveUpAttempt(now: now)
            return
        }
        // The last flight is sent before the owner gets the keys.
        flush()
        guard let keys = exportKeys() else {
            fail(.noSRTPProfile, "The DTLS handshake ended without an SRTP profile.")
            return
        }
        amplification = nil
        recordOverhead = engine.recordOverhead
        state = .connected
        actions.append(.connected(keys))
    }

    /// Ends this attempt after a failure in the library, perhaps caused by a stranger's record. The peer gets no alert,
    /// which might end its side, and has the rest of the time for another attempt.
    private func giveUpAttempt(now: MonotonicTime) {
        _ = engine.takeOutput()
        firstFailure = firstFailure ?? OpenSSLErrorQueue.drain() ?? "no reason given"
        retransmissionDeadline = nil
        let earliest = (lastAttempt ?? now) + Self.attemptInterval
        if now >= earliest { beginAttempt(now: now) } else { nextAttempt = earliest }
    }

    /// Reads application data, to find the alerts between. The data is discarded: there is no data channel.
    private func read() {
        withUnsafeTemporaryAllocation(byteCount: DTLSTransport.maximumInputSize, alignment: 1) { buffer in
            var result: Int32
            repeat { result = SSL_read(engine.ssl, buffer.baseAddress, Int32(buffer.count)) } while result > 0
            switch SSL_get_error(engine.ssl, result) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: break
            default:
                // close_notify, a fatal alert, or a violation in a record with the peer's own tag.
                state = .ended
                actions.append(.closed)
            }
        }
    }

    private func retransmit(now: MonotonicTime) {
        OpenSSLErrorQueue.clear()
        let result = copenssl_dtls_handle_timeout(engine.ssl)
        flush()
        if result < 0 {
            giveUpAttempt(now: now)
        } else if result == 0 {
            // The library's clock is behind ours: ask again when its own wait is over.
            retransmissionDeadline = now + max(engine.remainingWait ?? .zero, .milliseconds(1))
        } else {
            scheduleRetransmission(now: now)
        }
    }

    private func scheduleRetransmission(now: MonotonicTime) {
        guard engine.remainingWait != nil else {
            retransmissionDeadline = nil
            return
        }
        if let startedWait { retransmissionDeadline = now + startedWait }
        startedWait = nil
    }

    private func flush() {
        let datagrams = engine.takeOutput()
        guard !datagrams.isEmpty else { return }
        // A flight over the bound is lost, as on any network; its timer runs on.
        let count = datagrams.reduce(0) { $0 + $1.count }
        guard amplification?.admits(count) ?? true else { return }
        for datagram in datagrams { actions.append(.transmit(datagram)) }
    }

    private func fail(_ code: DTLSError.Code, _ message: String, cause: String? = nil) {
        state = .ended
        retransmissionDeadline = nil
        nextAttempt = nil
        actions.append(.failed(DTLSError(code: code, message: message, cause: cause ?? OpenSSLErrorQueue.drain())))
    }

    /// Exports the SRTP keys (RFC 5764 §4.2): both master keys, then both salts, the client's before the server's.
    private func exportKeys() -> SRTPKeyingMaterial? {
        guard let selected = SSL_get_selected_srtp_profile(engine.ssl),
            let profile = SRTPProfile(identifier: selected.pointee.id)
        else { return nil }
        let label = "EXTRACTOR-dtls_srtp"
        var material = [UInt8](repeating: 0, count: 2 * (profile.keyLength + profile.saltLength))
        guard
            SSL_export_keying_material(engine.ssl, &material, material.count, label, label.utf8.count, nil, 0, 0) == 1
        else { return nil }
        return SRTPKeyingMaterial(profile: profile, exported: material, isServer: role == .server)
    }
}
