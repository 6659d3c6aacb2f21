internal import ServiceLifecycle

/// Checks periodically whether the HTTPS certificate was renewed.
struct CertificateUpkeep: Service {
    /// Certificates are renewed days before they expire; after a replacement by hand, the operator wants a quick
    /// result.
    static let period = Duration.seconds(10)

    private let certificate: ServerCertificate
    private let clock: NodeClock

    init(_ certificate: ServerCertificate, clock: NodeClock) {
        self.certificate = certificate
        self.clock = clock
    }

    /// Runs until the node stops.
    func run() async {
        await cancelWhenGracefulShutdown {
            while (try? await clock.sleep(for: Self.period)) != nil { certificate.renewIfChanged() }
        }
    }
}
