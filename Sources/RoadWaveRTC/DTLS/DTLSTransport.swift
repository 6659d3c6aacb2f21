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

    /// Between two attempts that the library gave up: setting one up costs 50 µs, and whoever floods us with broken
    /// handshakes must not have one for each datagram.
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
    /// Why the library gave up the first attempt that it gave up.
    private var firstFailure: String?
    private var lastAttempt: MonotonicTime?
    /// When the next attempt begins, while there is none.
    private var nextAttempt: MonotonicTime?
    /// What bounds our flights until the handshake is done; `nil` for no bound.
    private var amplification: DTLSAmplification?
    /// What the cipher adds to a record, once the handshake is done.
    private var recordOverhead = 0
    /// The wait that the library has just begun, until it becomes a deadline of ours.
    private var startedWait: Duration?
    private var retransmissionDeadline: MonotonicTime?

    /// Creates a connection that has not begun.
    ///
    /// - Parameters:
    ///   - peerFingerprints: hashes of the peer's certificates, from its session description; any may match (RFC 8122 §5).
    ///   - boundsAmplification: whether the peer's address may be forged, so that our flights are bounded by what comes
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

    /// Whether the handshake has ended well and the connection still lives.
    public var isConnected: Bool {
        if case .connected = state { true } else { false }
    }

    /// Begins: a client sends its first flight, a server starts to wait. Does nothing the second time.
    public func start(now: MonotonicTime) {
        guard case .idle = state else { return }
        state = .handshaking(deadline: now + retransmission.handshakeTimeout)
        lastAttempt = now
        if role == .client { process(now: now) }
    }

    /// Takes note of bytes that came from the peer's address outside of DTLS: its ICE checks.
    public func credit(_ count: Int) {
        amplification?.receive(count)
    }

    /// Takes one datagram of the peer's. Anything that is not DTLS from this very peer is ignored, as RFC 6347 §4.1.2.7
    /// wants: on an established connection only records that the peer's key made have an effect, and during the handshake
    /// only records that can belong to one (``DTLSRecord``). No number of datagrams ends a handshake: the library keeps
    /// ten messages and a hundred records ahead at most, and time ends it.
    ///
    /// - Returns: whether there was anything to look at; false when the datagram is too long, has no whole record, or
    ///   comes before `start` or after the end.
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

    /// Whether the library may see a record of the handshake. It would give up at a certificate that is not an announced
    /// one, and anybody can show one: it never sees it, and the peer has the rest of the time to show its own.
    private func admits(_ record: DTLSRecord) -> Bool {
        record.isAdmitted(duringHandshakeAs: role) { certificate in
            let isAnnounced = peerFingerprints.contains { $0.matches(der: certificate) }
            if !isAnnounced { hasRejectedFingerprint = true }
            return isAnnounced
        }
    }

    /// Lets time pass: sends a flight again when its wait is over, gives a handshake up when its time is.
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

    /// When `advance(to:)` has something to do; `nil` while nothing is awaited.
    public var nextDeadline: MonotonicTime? {
        guard case .handshaking(let deadline) = state else { return nil }
        return min(nextAttempt ?? retransmissionDeadline ?? deadline, deadline)
    }

    /// Ends the connection: tells the peer (close_notify) and stops.
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
    /// The slot that `SSL_set_app_data` uses, which is a macro.
    private static let ownerIndex: Int32 = 0

    /// The transport that made a connection (an `SSL *`).
    static func owner(of ssl: OpaquePointer) -> DTLSTransport? {
        SSL_get_ex_data(ssl, ownerIndex).map { Unmanaged<DTLSTransport>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether the peer's certificate (an `X509 *`) is one that its session description names.
    func accepts(certificate: OpaquePointer) -> Bool {
        let isNamed = peerFingerprints.contains {
            $0 == DTLSFingerprint(certificate: certificate, algorithm: $0.algorithm)
        }
        if !isNamed { hasRejectedFingerprint = true }
        return isNamed
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
    /// Lets the engine's callbacks find us.
    private func adoptEngine() {
        // Unretained: the callbacks run only inside calls on the engine, which dies with us.
        SSL_set_ex_data(engine.ssl, DTLSTransport.ownerIndex, Unmanaged.passUnretained(self).toOpaque())
        DTLS_set_timer_cb(engine.ssl, DTLSTransport.timerStarted)
    }

    /// Begins the handshake afresh: the creator's next ClientHello, or ours, finds an engine that knows nothing of the
    /// records that broke the former one.
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
        // The last flight goes out before the owner hears of the keys.
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

    /// The library takes no more of this handshake, perhaps because of a stranger's record. The peer is told nothing, since
    /// an alert might end its side, and has the rest of the time for another attempt.
    private func giveUpAttempt(now: MonotonicTime) {
        _ = engine.takeOutput()
        firstFailure = firstFailure ?? OpenSSLErrorQueue.drain() ?? "no reason given"
        retransmissionDeadline = nil
        let earliest = (lastAttempt ?? now) + Self.attemptInterval
        if now >= earliest { beginAttempt(now: now) } else { nextAttempt = earliest }
    }

    /// Reads application data, which nobody awaits (there is no data channel), to meet the alerts that lie between.
    private func read() {
        withUnsafeTemporaryAllocation(byteCount: DTLSTransport.maximumInputSize, alignment: 1) { buffer in
            var result: Int32
            repeat { result = SSL_read(engine.ssl, buffer.baseAddress, Int32(buffer.count)) } while result > 0
            switch SSL_get_error(engine.ssl, result) {
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
        let result = copenssl_dtls_handle_timeout(engine.ssl)
        flush()
        if result < 0 {
            giveUpAttempt(now: now)
        } else if result == 0 {
            // The library's clock lags behind ours: ask again when its own wait is over.
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
        // What may not leave is lost, as it may be on any network: the flight's timer runs on.
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
