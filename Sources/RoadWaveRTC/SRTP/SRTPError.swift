internal import CSRTP

/// Why a packet was not protected or unprotected.
public enum SRTPError: Error, Hashable, Sendable {
    /// The packet was received before.
    case replayed
    /// The packet is older than the replay window, or its source has no context any more.
    case old
    /// The packet's tag is wrong: it is forged, damaged, or made with another key.
    case authenticationFailed
    /// The packet is too short, too long, or not RTP/RTCP.
    case malformed
    /// There is no key for the packet, or the key has reached its maximum number of packets.
    case noKey
    /// Another error of the library; the number is its status code.
    case library(status: UInt32)
}

extension SRTPError {
    init(_ status: srtp_err_status_t) {
        switch status {
        case srtp_err_status_replay_fail: self = .replayed
        case srtp_err_status_replay_old, srtp_err_status_pkt_idx_old: self = .old
        // The library has two errors for a wrong tag: AEAD ciphers report it as a failure of the cipher.
        case srtp_err_status_auth_fail, srtp_err_status_cipher_fail: self = .authenticationFailed
        case srtp_err_status_bad_param, srtp_err_status_parse_err: self = .malformed
        case srtp_err_status_no_ctx, srtp_err_status_key_expired: self = .noKey
        default: self = .library(status: status.rawValue)
        }
    }
}
