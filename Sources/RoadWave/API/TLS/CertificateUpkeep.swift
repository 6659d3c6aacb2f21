/// Looks from time to time whether the certificate of HTTPS was renewed.
struct CertificateUpkeep: Sendable {
    /// Certificates are renewed days before their end; who replaces one by hand wants to see it.
    static let period = Duration.seconds(10)

    private let task: Task<Void, Never>

    init(_ certificate: ServerCertificate, clock: NodeClock) {
        task = Task {
            while (try? await clock.sleep(for: Self.period)) != nil { certificate.renewIfChanged() }
        }
    }

    /// Ends the task.
    func stop() async {
        task.cancel()
        await task.value
    }
}
