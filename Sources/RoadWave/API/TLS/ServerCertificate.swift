internal import Logging
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The certificate of the HTTPS server: always the current content of its files. Certificates are renewed every few
/// weeks, and a renewal must not end lives.
///
/// If new files are unusable, this is logged and the earlier certificate stays in use.
/// See docs/decisions/api.md, « HTTPS ».
final class ServerCertificate: Sendable {
    /// A certificate with its chain and its private key.
    private struct Identity {
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey

        var expiry: WallDate? {
            chain.first.map { WallDate(millisecondsSince1970: Int64($0.notValidAfter) * 1_000) }
        }
    }

    /// A file that is unusable.
    struct UnusableFile: Error, CustomStringConvertible {
        enum Part: String {
            case certificate
            case key
        }

        var part: Part
        var path: String
        /// The expected content, in one English line.
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
    /// - Throws: ``UnusableFile`` if they are unusable, with the file and the reason.
    init(_ files: TLSFiles, logger: Logger) throws(UnusableFile) {
        self.files = files
        self.logger = logger
        // The stamps are taken before the files are read: if one changes in between, it is read again.
        let stamps = Self.stamps(of: files)
        let identity = try Self.read(files)
        state = Mutex(State(identity: identity, stamps: stamps))
        log("HTTPS has a certificate", identity)
    }

    /// The TLS configuration of the server: TLS 1.2 and later, and for each new connection the current certificate.
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

    /// When the current certificate expires.
    var expiry: WallDate? { state.withLock { $0.identity }.expiry }

    /// Reads the files again if one has changed. Only one task calls this.
    func renewIfChanged() {
        let stamps = Self.stamps(of: files)
        guard stamps != state.withLock({ $0.stamps }) else { return }
        do throws(UnusableFile) {
            let identity = try Self.read(files)
            state.withLock { $0 = State(identity: identity, stamps: stamps) }
            log("HTTPS has a new certificate", identity)
        } catch {
            // Remembered, so that unusable files are logged once. If the two files are written one after the other, the
            // second one counts as a change.
            state.withLock { $0.stamps = stamps }
            logger.error(
                "the new certificate is unusable: the earlier one stays in use", metadata: ["error": "\(error)"])
        }
    }

    private func log(_ message: Logger.Message, _ identity: Identity) {
        guard let end = identity.expiry else { return }
        logger.notice(message, metadata: ["file": "\(files.certificate)", "until": "\(end)"])
        if end < .now { logger.error("this certificate has expired: clients refuse it") }
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
            // It throws if the key does not belong to the certificate.
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
        // RFC 7301: the only protocol of the port.
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}

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
