/// The certificate of HTTPS and its private key, as PEM files.
public struct TLSFiles: Hashable, Sendable {
    /// The certificate of the node, then those that lead from it to one that clients trust.
    public var certificate: String
    /// The private key of the first of them.
    public var key: String

    /// The files at two paths; they are read at the start, and again when they change.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
