/// The certificate of HTTPS and its private key, as PEM files.
public struct TLSFiles: Hashable, Sendable {
    /// The certificate of the node, then the chain to a trusted certificate.
    public var certificate: String
    /// The private key of the first certificate.
    public var key: String

    /// The paths of the two files; they are read at the start, and again when they change.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
