/// The master keys and salts of one connection: one pair to send, one to receive.
public struct SRTPKeyingMaterial: Hashable, Sendable {
    /// The profile that the keys are for.
    public let profile: SRTPProfile
    /// Key, then salt, for sent packets.
    public let local: [UInt8]
    /// Key, then salt, for received packets.
    public let remote: [UInt8]

    /// Splits the output of the DTLS exporter: client key, server key, client salt, server salt (RFC 5764 §4.2). Each
    /// side writes with its own pair, so the result depends on whether we are the DTLS server.
    ///
    /// `nil` if `exported` does not have the profile's length.
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
    /// Only the profile: keys must not appear in a log.
    public var description: String { "SRTPKeyingMaterial(\(profile))" }
}
