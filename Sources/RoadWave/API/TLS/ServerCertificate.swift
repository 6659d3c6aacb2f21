internal import Logging
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The certificate that clients of HTTPS are shown: the one that the files hold now, since certificates are renewed every
/// few weeks and lives must not end for that.
///
/// New files that cannot be used are logged, and the certificate before them stays.
/// See docs/decisions/api.md, « HTTPS ».
final class ServerCertificate: Sendable {
    /// A certificate with what leads to it, and its key.
    private struct Identity {
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey
    }

    /// A file that cannot be used.
    struct UnusableFile: Error, CustomStringConvertible {
        enum Part: String {
            case certificate
            case key
        }

        var part: Part
        var path: String
        /// What was expected of it, in one English line.
        var accepted: String
        var cause: any Error

        var description: String { "the \(part.rawValue) '\(path)' cannot be used: \(accepted) (\(cause))" }
    }

    private struct State {
        var identity: Identity
        var stamps: [FileStamp?]
    }

    private let files: TLSFiles
    private let logger: Logger
    private let state: Mutex<State>

    /// Reads the files.
    /// - Throws: ``UnusableFile`` when they cannot be used, saying which and why.
    init(_ files: TLSFiles, logger: Logger) throws(UnusableFile) {
        self.files = files
        self.logger = logger
        // Before the files are read: one that changes in between is read again.
        let stamps = Self.stamps(of: files)
        let identity = try Self.read(files)
        state = Mutex(State(identity: identity, stamps: stamps))
        log("HTTPS has a certificate", identity)
    }

    /// What the server is set up with: TLS 1.2 and later, and for each connection the certificate of its time.
    var configuration: TLSConfiguration {
        var configuration = Self.configuration(of: state.withLock { $0.identity })
        configuration.sslContextCallback = { [self] _, promise in
            let identity = state.withLock { $0.identity }
            var present = NIOSSLContextConfigurationOverride()
            present.certificateChain = identity.chain.map { .certificate($0) }
            present.privateKey = .privateKey(identity.key)
            promise.succeed(present)
        }
        return configuration
    }

    /// Reads the files again if one has changed. Called by one task.
    func renewIfChanged() {
        let stamps = Self.stamps(of: files)
        guard stamps != state.withLock({ $0.stamps }) else { return }
        do throws(UnusableFile) {
            let identity = try Self.read(files)
            state.withLock { $0 = State(identity: identity, stamps: stamps) }
            log("HTTPS has a new certificate", identity)
        } catch {
            // Remembered, so that bad files are told of once. Of two that are written in turn, the second is a change.
            state.withLock { $0.stamps = stamps }
            logger.error("the new certificate is not used, the one before stays", metadata: ["error": "\(error)"])
        }
    }

    private func log(_ message: Logger.Message, _ identity: Identity) {
        guard let certificate = identity.chain.first else { return }
        let end = WallDate(millisecondsSince1970: Int64(certificate.notValidAfter) * 1_000)
        logger.notice(message, metadata: ["file": "\(files.certificate)", "until": "\(end)"])
        if end < .now { logger.error("this certificate is out of date: clients refuse it") }
    }

    private static func stamps(of files: TLSFiles) -> [FileStamp?] {
        [FileStamp(ofPath: files.certificate), FileStamp(ofPath: files.key)]
    }

    private static func read(_ files: TLSFiles) throws(UnusableFile) -> Identity {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
        } catch {
            throw UnusableFile(
                part: .certificate, path: files.certificate, accepted: "expected a file of PEM certificates",
                cause: error)
        }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: files.key, format: .pem)
        } catch {
            throw UnusableFile(
                part: .key, path: files.key, accepted: "expected a file of one PEM private key, without a password",
                cause: error)
        }
        let identity = Identity(chain: chain, key: key)
        do {
            // Refuses a key that is not that of the certificate.
            _ = try NIOSSLContext(configuration: configuration(of: identity))
        } catch {
            throw UnusableFile(
                part: .key, path: files.key,
                accepted: "expected the key of the first certificate of '\(files.certificate)'", cause: error)
        }
        return identity
    }

    private static func configuration(of identity: Identity) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: identity.chain.map { .certificate($0) }, privateKey: .privateKey(identity.key))
        configuration.minimumTLSVersion = .tlsv12
        // RFC 7301: the one protocol that the port speaks.
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}
