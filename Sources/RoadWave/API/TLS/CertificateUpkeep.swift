internal import ServiceLifecycle

/// Looks from time to time whether the certificate of HTTPS was renewed.
struct CertificateUpkeep: Service {
    /// Certificates are renewed days before their end; who replaces one by hand wants to see it.
    static let period = Duration.seconds(10)

    private let certificate: ServerCertificate
    private let clock: NodeClock

    init(_ certificate: ServerCertificate, clock: NodeClock) {
        self.certificate = certificate
        self.clock = clock
    }

    /// Goes on until the node stops.
    func run() async {
        await cancelWhenGracefulShutdown {
            while (try? await clock.sleep(for: Self.period)) != nil { certificate.renewIfChanged() }
        }
    }
}
