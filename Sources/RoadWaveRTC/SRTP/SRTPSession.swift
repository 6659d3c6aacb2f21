internal import CSRTP

/// The SRTP contexts of one connection (RFC 3711, RFC 7714): one for each direction, RTP and RTCP.
///
/// Packets are changed in place. The class is confined to the event loop of its peer: it is not `Sendable`.
public final class SRTPSession {
    /// Bytes of the longest packet that is read or written. 120 ms of Opus at 256 kbit/s, or 60 ms at Opus's maximum of
    /// 510 kbit/s, are 3,840 bytes; headers and the tag fit in the rest. Such a packet comes in several IP fragments.
    ///
    /// See docs/decisions/webrtc.md, « Packets over 1,500 bytes are heard ».
    public static let maximumPacketSize = 4_096

    /// The library keeps a context (a replay window, about 1 KiB) for each authenticated SSRC. A creator sends one
    /// stream; the rest is for its restarts. A further one replaces the one that has been silent the longest.
    static let maximumSources = 16

    /// A source without context has no replay window any more, so a source whose context was given up stays refused.
    /// 1,024 are a change of SSRC every minute for 17 hours. See docs/decisions/webrtc.md, « Sources of one connection
    /// ».
    static let maximumForgottenSources = 1_024

    /// Packets of the replay window: 20 s of Opus at 20 ms, far more than a network reorders.
    private static let replayWindow: UInt = 1024

    /// The RTCP header (version, type, length, SSRC), then the SRTCP index.
    private static let minimumRTCPSize = 12
    private static let minimumRTPSize = 12

    private let inbound: srtp_t
    private let outbound: srtp_t
    /// Sources that have a context, the last one heard at the end.
    private var sources: [UInt32] = []
    /// Sources whose context was given up, oldest first.
    private var forgotten: [UInt32] = []

    /// Creates both directions.
    ///
    /// - Throws: `SRTPError.library` when the library refuses the keys.
    public init(_ keys: SRTPKeyingMaterial) throws(SRTPError) {
        guard SRTPSession.libraryStatus == srtp_err_status_ok else { throw SRTPError(SRTPSession.libraryStatus) }
        let inbound = try SRTPSession.makeContext(keys.profile, key: keys.remote, direction: ssrc_any_inbound)
        do throws(SRTPError) {
            outbound = try SRTPSession.makeContext(keys.profile, key: keys.local, direction: ssrc_any_outbound)
        } catch {
            srtp_dealloc(inbound)
            throw error
        }
        self.inbound = inbound
    }

    deinit {
        srtp_dealloc(inbound)
        srtp_dealloc(outbound)
    }

    /// Turns an SRTP packet into an RTP packet, in place.
    ///
    /// - Throws: `SRTPError`; the packet's bytes are then meaningless.
    public func unprotect(_ packet: inout [UInt8]) throws(SRTPError) {
        try open(&packet, minimumSize: SRTPSession.minimumRTPSize, sourceOffset: 8, with: srtp_unprotect)
    }

    /// Turns an SRTCP packet into a compound RTCP packet, in place.
    ///
    /// - Throws: `SRTPError`; the packet's bytes are then meaningless.
    public func unprotectControl(_ packet: inout [UInt8]) throws(SRTPError) {
        try open(&packet, minimumSize: SRTPSession.minimumRTCPSize, sourceOffset: 4, with: srtp_unprotect_rtcp)
    }

    /// Turns an RTP packet into an SRTP packet, in place.
    ///
    /// A sequence number can be protected only once. To answer a NACK, keep the protected packet and send it again.
    /// (Protecting a second, different payload under one number would reveal both, so the library refuses with
    /// `replayed`.)
    ///
    /// - Throws: `SRTPError`; the packet's bytes are then meaningless.
    public func protect(_ packet: inout [UInt8]) throws(SRTPError) {
        try seal(&packet, minimumSize: SRTPSession.minimumRTPSize, with: srtp_protect)
    }

    /// Turns a compound RTCP packet into an SRTCP packet, in place.
    ///
    /// - Throws: `SRTPError`; the packet's bytes are then meaningless.
    public func protectControl(_ packet: inout [UInt8]) throws(SRTPError) {
        // An empty receiver report is the shortest packet: 8 bytes.
        try seal(&packet, minimumSize: 8, with: srtp_protect_rtcp)
    }
}

extension SRTPSession {
    private typealias Operation = (srtp_t?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?) -> srtp_err_status_t

    private func open(
        _ packet: inout [UInt8], minimumSize: Int, sourceOffset: Int, with operation: Operation
    ) throws(SRTPError) {
        guard (minimumSize...SRTPSession.maximumPacketSize).contains(packet.count) else { throw .malformed }
        let source = packet[sourceOffset..<sourceOffset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let isHeardLast = sources.last == source
        guard isHeardLast || !forgotten.contains(source) else { throw .old }
        // Only authenticated sources get a context.
        try apply(operation, to: &packet, context: inbound)
        if !isHeardLast { takeNote(of: source) }
    }

    /// Moves a source that was just heard to the end, and gives up the oldest context if there are too many.
    private func takeNote(of source: UInt32) {
        if let index = sources.firstIndex(of: source) { sources.remove(at: index) }
        sources.append(source)
        guard sources.count > SRTPSession.maximumSources else { return }
        let oldest = sources.removeFirst()
        // The library identifies sources in network byte order.
        _ = srtp_remove_stream(inbound, oldest.bigEndian)
        forgotten.append(oldest)
        if forgotten.count > SRTPSession.maximumForgottenSources { forgotten.removeFirst() }
    }

    private func seal(_ packet: inout [UInt8], minimumSize: Int, with operation: Operation) throws(SRTPError) {
        guard (minimumSize...SRTPSession.maximumPacketSize).contains(packet.count) else { throw .malformed }
        let length = packet.count
        // The library writes its tag after the packet, and needs room for its longest tag.
        packet.append(contentsOf: repeatElement(0, count: Int(SRTP_MAX_TRAILER_LEN) + 4))
        try apply(operation, to: &packet, length: length, context: outbound)
    }

    private func apply(
        _ operation: Operation, to packet: inout [UInt8], length: Int? = nil, context: srtp_t
    ) throws(SRTPError) {
        var length = Int32(length ?? packet.count)
        let status = packet.withUnsafeMutableBytes { operation(context, $0.baseAddress, &length) }
        guard status == srtp_err_status_ok else { throw SRTPError(status) }
        packet.removeLast(packet.count - Int(length))
    }

    /// Initialises the library, once per process: a lazy `static` is initialised by one thread.
    private static let libraryStatus = srtp_init()

    private static func makeContext(
        _ profile: SRTPProfile, key: [UInt8], direction: srtp_ssrc_type_t
    ) throws(SRTPError) -> srtp_t {
        var key = key
        var context: srtp_t?
        let status = key.withUnsafeMutableBufferPointer { key in
            var policy = srtp_policy_t()
            policy.ssrc.type = direction
            policy.key = key.baseAddress
            policy.window_size = replayWindow
            switch profile {
            case .aeadAES128GCM:
                srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
                srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
            case .aes128CounterModeHMACSHA1Tag80:
                // RFC 5764 §4.1.2: 80-bit tags for RTP and RTCP, as in the library's default.
                srtp_crypto_policy_set_rtp_default(&policy.rtp)
                srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
            }
            return srtp_create(&context, &policy)
        }
        guard status == srtp_err_status_ok, let context else { throw SRTPError(status) }
        return context
    }
}
