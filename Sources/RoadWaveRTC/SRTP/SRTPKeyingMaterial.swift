/// The master keys and salts of one connection: one pair for what we send, one for what we receive.
public struct SRTPKeyingMaterial: Hashable, Sendable {
    /// The profile that the keys are for.
    public let profile: SRTPProfile
    /// Key, then salt, of what we send.
    public let local: [UInt8]
    /// Key, then salt, of what the peer sends.
    public let remote: [UInt8]

    /// Splits what the DTLS exporter gives: client key, server key, client salt, server salt (RFC 5764 §4.2). Each
    /// side writes with its own pair, so it matters whether we are the DTLS server.
    ///
    /// `nil` when `exported` has not the profile's length.
    public init?(profile: SRTPProfile, exported: [UInt8], isServer: Bool) {
        let key = profile.keyLength
        let salt = profile.saltLength
        guard exported.count == 2 * (key + salt) else { return nil }
        let client = Array(exported[..<key] + exported[(2 * key)..<(2 * key + salt)])
        let server = Array(exported[key..<(2 * key)] + exported[(2 * key + salt)...])
        self.profile = profile
        local = isServer ? server : client
        remote = isServer ? client : server
    }
}

extension SRTPKeyingMaterial: CustomStringConvertible {
    /// The profile only: keys have no place in a log.
    public var description: String { "SRTPKeyingMaterial(\(profile))" }
}
