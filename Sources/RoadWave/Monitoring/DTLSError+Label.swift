internal import RoadWaveRTC

extension DTLSError.Code {
    /// The value of the metric's label.
    var label: String {
        switch self {
        case .certificate: "certificate"
        case .configuration: "configuration"
        case .fingerprintMismatch: "fingerprint_mismatch"
        case .handshake: "handshake"
        case .timeout: "timeout"
        case .flood: "flood"
        case .noSRTPProfile: "no_srtp_profile"
        }
    }
}
