internal import Configuration

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

extension TLSFiles {
    /// The files that the settings name; nil when they name none.
    init?(reader: ConfigReader) throws(ConfigurationError) {
        switch (reader.text(.tlsCertificate), reader.text(.tlsKey)) {
        case (let certificate?, let key?): self.init(certificate: certificate, key: key)
        case (let certificate?, nil): throw Self.alone(.tlsCertificate, certificate, without: .tlsKey)
        case (nil, let key?): throw Self.alone(.tlsKey, key, without: .tlsCertificate)
        case (nil, nil): return nil
        }
    }

    private static func alone(
        _ key: NodeConfiguration.Key, _ value: String, without other: NodeConfiguration.Key
    ) -> ConfigurationError {
        ConfigurationError(key: key, value: value, accepted: "expected \(other.rawValue) beside it")
    }
}
