internal import Configuration
internal import Logging

extension TLSFiles {
    /// The configured files; nil if none are configured.
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

extension ServerCertificate {
    /// The configured certificate.
    /// - Throws: ``RoadWaveError`` of code `configuration` when the files cannot be used; it says which file and why.
    static func open(_ files: TLSFiles, logger: Logger) throws(RoadWaveError) -> ServerCertificate {
        do throws(UnusableFile) {
            return try ServerCertificate(files, logger: logger)
        } catch {
            let key: NodeConfiguration.Key =
                switch error.part {
                case .certificate: .tlsCertificate
                case .key: .tlsKey
                }
            throw RoadWaveError(
                .configuration, ConfigurationError(key: key, value: error.path, accepted: error.accepted).description,
                cause: error.cause)
        }
    }
}
