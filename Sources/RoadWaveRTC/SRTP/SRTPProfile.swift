/// How SRTP packets are encrypted and authenticated, as `use_srtp` negotiates it (RFC 5764 §4.1.2, RFC 7714 §14.2).
public enum SRTPProfile: Hashable, Sendable, CaseIterable {
    /// SRTP_AEAD_AES_128_GCM: offered first, since it costs half as much.
    case aeadAES128GCM
    /// SRTP_AES128_CM_HMAC_SHA1_80: every WebRTC implementation has it (RFC 8827 §6.5).
    case aes128CounterModeHMACSHA1Tag80

    /// The profiles in our order of preference, by OpenSSL's names.
    static let openSSLPreferenceList = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"

    /// The profile with this number in the IANA registry; `nil` if it is not offered here.
    init?(identifier: UInt) {
        switch identifier {
        case 0x0007: self = .aeadAES128GCM
        case 0x0001: self = .aes128CounterModeHMACSHA1Tag80
        default: return nil
        }
    }

    /// Bytes of a master key.
    public var keyLength: Int { 16 }

    /// Bytes of a master salt.
    public var saltLength: Int {
        switch self {
        case .aeadAES128GCM: 12
        case .aes128CounterModeHMACSHA1Tag80: 14
        }
    }
}
