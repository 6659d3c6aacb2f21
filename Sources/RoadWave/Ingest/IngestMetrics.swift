internal import CoreMetrics
internal import RoadWaveRTC

/// Why a datagram did not reach a live's media.
enum DroppedDatagram: Hashable, Sendable {
    /// The kernel's socket buffer was full: the datagram was never received.
    case kernel
    /// The first byte belongs to no protocol of the node (RFC 7983).
    case unknownProtocol
    /// It names no live, and its address belongs to none.
    case unknownSender
    /// The live already has as many datagrams waiting as it can take.
    case overload
    /// The live's connection refused it.
    case refused(DropReason)

    /// The value of the metric's label.
    fileprivate var label: String {
        switch self {
        case .kernel: "kernel"
        case .unknownProtocol: DropReason.unknownProtocol.rawValue
        case .unknownSender: "unknown_sender"
        case .overload: "overload"
        case .refused(let reason): reason.rawValue
        }
    }
}

extension DTLSError.Code {
    /// The value of the metric's label.
    fileprivate var label: String {
        switch self {
        case .certificate: "certificate"
        case .configuration: "configuration"
        case .fingerprintMismatch: "fingerprint_mismatch"
        case .handshake: "handshake"
        case .timeout: "timeout"
        case .noSRTPProfile: "no_srtp_profile"
        }
    }
}

/// The metrics of the creators' connections.
struct IngestMetrics: Sendable {
    let datagramsReceived: Counter
    let datagramsSent: Counter
    let bytesReceived: Counter
    /// Counted in batches: one read of the socket, or one round of a live.
    let datagramsDropped: LabelledCounters<DroppedDatagram>
    let handshakesFailed: LabelledCounters<DTLSError.Code>
    let bitrateAdvices: LabelledCounters<BitrateAdvice.Reason>
    let connectionWarnings: Counter

    init(_ factory: any MetricsFactory) {
        datagramsReceived = factory.counter(
            "roadwave_datagrams_received_total",
            "UDP datagrams received, dropped datagrams included.")
        datagramsSent = factory.counter("roadwave_datagrams_sent_total", "UDP datagrams sent.")
        bytesReceived = factory.counter("roadwave_received_bytes_total", "Bytes of UDP datagrams received.")
        datagramsDropped = factory.counters(
            "roadwave_datagrams_dropped_total", "UDP datagrams that were dropped.", by: "reason"
        ) { $0.label }
        handshakesFailed = factory.counters(
            "roadwave_handshakes_failed_total", "DTLS connections that failed.", by: "reason"
        ) { $0.label }
        bitrateAdvices = factory.counters(
            "roadwave_bitrate_advices_total", "Bitrates advised to creators.", by: "reason")
        connectionWarnings = factory.counter(
            "roadwave_connection_warnings_total", "Warnings of unstable connections.")
    }
}
