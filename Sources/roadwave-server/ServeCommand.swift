import ArgumentParser
import Configuration
import Logging
import RoadWave
import ServiceLifecycle
import UnixSignals

/// `roadwave-server serve`: runs a node until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Receives lives over WHIP and serves them as HLS.",
        discussion: """
            Needs no other service: media is stored under the data directory, or in S3 when ROADWAVE_S3_ENDPOINT, \
            ROADWAVE_S3_REGION, ROADWAVE_S3_BUCKET, ROADWAVE_S3_KEY and ROADWAVE_S3_SECRET say where; a bucket that \
            cannot be used stops the start. When the node takes lives it prints one \
            line on standard output, 'ready http=http://HOST:PORT udp=HOST:PORT'; it logs on standard error, and ends \
            the lives in good order on SIGTERM and SIGINT.

            Each option overrides an environment variable of its name (ROADWAVE_HTTP for --http, and so on). The other \
            settings have variables only: 'roadwave-server config' prints all of them, docs/operations.md explains them.

            Lives are listed from, and what happens is kept in, the PostgreSQL of ROADWAVE_POSTGRES_URL (postgres://, for all \
            nodes), else a file of the data directory. While that PostgreSQL does not answer, lives begin and go on, \
            nobody gets the list of lives, and what is to be written waits in memory.

            Several nodes count their lives together in the Redis of ROADWAVE_REDIS_URL (redis:// or unix://); without \
            it a node counts its own. While that Redis does not answer, running lives go on and no other is admitted.

            With the keys of ROADWAVE_JWT_KEYS, a JWK set file, tokens are verified ('roadwave-server token' makes both), \
            and requests limited: ROADWAVE_RATE_PUBLISH=60/600 and so on lets 60 a minute pass of one token, 600 of one \
            address. An address is that of the connection, or what a --trusted-proxy says. \
            Without, any bearer token may open a live, only loopback addresses are accepted, and web pages may publish \
            only when they come from this machine or from the public URL.

            At SIGUSR1 ('roadwave-server drain') it takes no new lives and stops once the last one is over.

            The exit code is 64 for an option that cannot be read; 1 for a variable that cannot be used, and for a node \
            that cannot start; 0 after SIGTERM or SIGINT.
            """)

    @Option(
        help: ArgumentHelp(
            "Where WHIP, the API and the media are served; port 0 is a free port.", valueName: "host:port"),
        transform: Self.address)
    var http: ListenAddress?

    @Option(
        help: ArgumentHelp("Where creators send their media; port 0 is a free port.", valueName: "host:port"),
        transform: Self.address)
    var udp: ListenAddress?

    @Option(
        help: ArgumentHelp("The directory of the media; made if it is missing.", valueName: "dir"),
        transform: { try Self.checked($0, NodeConfiguration.parseDirectory, NodeConfiguration.acceptedDirectory) })
    var data: String?

    @Option(
        help: ArgumentHelp("Where /livez, /readyz and /metrics are served.", valueName: "host:port"),
        transform: Self.address)
    var admin: ListenAddress?

    @Option(
        name: .customLong("tls-cert"),
        help: ArgumentHelp(
            "A PEM file of the certificate that makes HTTP HTTPS, and of those that lead from it to one that phones trust; "
                + "read again when it changes.", valueName: "file"))
    var tlsCertificate: String?

    @Option(
        name: .customLong("tls-key"),
        help: ArgumentHelp("A PEM file of the certificate's private key.", valueName: "file"))
    var tlsKey: String?

    @Option(
        name: .customLong("public-url"),
        help: ArgumentHelp("The root of the URLs given to clients, behind a proxy.", valueName: "url"),
        transform: { try Self.checked($0, NodeConfiguration.parsePublicURL, NodeConfiguration.acceptedPublicURL) })
    var publicURL: String?

    @Option(
        help: ArgumentHelp(
            "An address given to creators for their media, behind a NAT; may be repeated, best first.",
            valueName: "ip[:port]"),
        transform: { try Self.checked($0, AdvertisedAddress.list, AdvertisedAddress.accepted) })
    var advertise: [[AdvertisedAddress]] = []

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together")
        }
    }

    @Option(
        name: .customLong("trusted-proxy"),
        help: ArgumentHelp(
            "The proxies whose X-Forwarded-For says who sends a request: addresses or blocks, with commas.",
            valueName: "cidr"),
        transform: { text in
            _ = try Self.checked(text, NodeConfiguration.parseTrustedProxies, NodeConfiguration.acceptedTrustedProxies)
            return text
        })
    var trustedProxy: String?

    func run() async throws {
        DescriptorLimit.raise()
        let unused = try UnusedVariable.checked()
        let configuration = try settings()
        ProcessLog.begin(configuration.log)
        let logger = Logger(label: "roadwave")
        for variable in unused { logger.warning("\(variable)") }
        let node = RoadWaveNode(configuration: configuration, logger: logger)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: AnnouncedNode(
                            node: node, drain: DrainRequest(directory: configuration.dataDirectory),
                            logger: logger)),
                    .init(
                        service: await DrainSignal(node: node), successTerminationBehavior: .gracefullyShutdownGroup),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do {
            try await services.run()
        } catch let error as RoadWaveError {
            throw CommandError(message: error.description)
        }
    }

    /// The environment, then the options over it.
    private func settings() throws(CommandError) -> NodeConfiguration {
        var configuration: NodeConfiguration
        do throws(ConfigurationError) {
            configuration = try NodeConfiguration(unvalidated: ConfigReader(provider: EnvironmentVariablesProvider()))
        } catch {
            throw CommandError(message: error.description)
        }
        if let http { configuration.http = http }
        if let udp { configuration.udp = udp }
        if let data { configuration.dataDirectory = data }
        if let admin { configuration.admin = admin }
        if let proxies = trustedProxy.flatMap(NodeConfiguration.parseTrustedProxies) {
            configuration.trustedProxies = proxies
        }
        if let publicURL { configuration.publicURL = publicURL }
        if let tlsCertificate, let tlsKey {
            configuration.tls = TLSFiles(certificate: tlsCertificate, key: tlsKey)
        }
        if !advertise.isEmpty { configuration.advertised = advertise.flatMap { $0 } }
        do throws(ConfigurationError) {
            try configuration.validate()
        } catch {
            throw CommandError(message: error.description(naming: option(of: error.key) ?? error.key.rawValue))
        }
        return configuration
    }

    /// The option that gave a setting; nil when none did.
    private func option(of key: NodeConfiguration.Key) -> String? {
        switch key {
        case .http where http != nil: "--http"
        case .udp where udp != nil: "--udp"
        case .admin where admin != nil: "--admin"
        case .data where data != nil: "--data"
        case .tlsCertificate where tlsCertificate != nil: "--tls-cert"
        case .tlsKey where tlsKey != nil: "--tls-key"
        case .publicURL where publicURL != nil: "--public-url"
        case .advertise where !advertise.isEmpty: "--advertise"
        case .trustedProxy where trustedProxy != nil: "--trusted-proxy"
        default: nil
        }
    }

    @Sendable static func address(_ text: String) throws -> ListenAddress {
        try checked(text, { ListenAddress($0) }, NodeConfiguration.acceptedAddress)
    }

    private static func checked<Value>(
        _ text: String, _ parse: (String) -> Value?, _ accepted: String
    ) throws -> Value {
        guard let value = parse(text) else {
            throw ValidationError("'\(ConfigurationError.shown(text))' cannot be used: \(accepted)")
        }
        return value
    }
}
