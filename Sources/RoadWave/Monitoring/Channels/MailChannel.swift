internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Sends each message by mail: one connection to an SMTP server for each attempt, for ten seconds at most.
struct MailChannel: AlertChannel {
    private static let connectTimeout = TimeAmount.seconds(5)

    let configuration: AlertChannelConfiguration.Mail
    /// The name of this machine.
    let clientName: String
    /// The certificate authorities that may sign for the server.
    var trustRoots = NIOSSLTrustRoots.default
    /// For the whole attempt. A server that accepts a connection and stays silent must not hold the messages back.
    var timeout = TimeAmount.seconds(10)
    /// The wall clock: mail programs compare the date with theirs.
    var date: @Sendable () -> WallDate = { .now }

    var name: AlertChannelName { .mail }

    func send(_ message: AlertMessage) async -> AlertOutbox.Outcome {
        let server = configuration.server
        let mail = MailText(from: configuration.from, to: configuration.to, message: message, date: date())
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let outcome = loop.makePromise(of: AlertOutbox.Outcome.self)
        let (from, to, timeout) = (configuration.from, configuration.to, timeout)
        do {
            let context = try NIOSSLContext(configuration: tls)
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(Self.connectTimeout)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if server.security == .implicit {
                            try channel.pipeline.syncOperations.addHandler(
                                SMTPHandler.encryption(context, host: server.host))
                        }
                        let dialogue = SMTPDialogue(
                            server: server, from: from, to: to, content: mail.text, clientName: clientName)
                        try channel.pipeline.syncOperations.addHandler(
                            SMTPHandler(
                                dialogue, server: server, context: context, timeout: timeout, outcome: outcome))
                    }
                }
                .connect(host: server.host, port: server.port).get()
            let result = try await outcome.futureResult.get()
            // Fails only if the server has closed it already.
            try? await channel.close().get()
            return result
        } catch {
            // Without a connection no handler keeps the promise; a second result is ignored.
            outcome.succeed(.failed("\(error)", after: nil))
            return .failed("\(server): \(error)", after: nil)
        }
    }

    private var tls: TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = trustRoots
        // An attacker who can forge a certificate can also remove the offer of STARTTLS. So where encryption is not
        // required, any certificate is accepted, such as that of a relay in the same network.
        if configuration.server.security == .whereOffered, configuration.server.login == nil {
            tls.certificateVerification = .none
        }
        return tls
    }
}

/// Carries a dialogue over a connection. It is confined to the loop of its channel.
private final class SMTPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// RFC 5321 §4.5.3.1.5: 512 bytes; some servers write longer lines.
    private static let longestLine = 2_048

    private var dialogue: SMTPDialogue
    private let server: MailServer
    private let context: NIOSSLContext
    private let timeout: TimeAmount
    private let outcome: EventLoopPromise<AlertOutbox.Outcome>
    private var deadline: Scheduled<Void>?
    private var pending: [UInt8] = []
    private var hasSpoken = false
    private var isOver = false

    init(
        _ dialogue: SMTPDialogue, server: MailServer, context: NIOSSLContext, timeout: TimeAmount,
        outcome: EventLoopPromise<AlertOutbox.Outcome>
    ) {
        self.dialogue = dialogue
        self.server = server
        self.context = context
        self.timeout = timeout
        self.outcome = outcome
    }

    static func encryption(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        // A server with an address for a name is verified by its address.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    func handlerAdded(context channel: ChannelHandlerContext) {
        let (loop, timeout, outcome) = (channel.eventLoop, timeout, outcome)
        let bound = NIOLoopBound(self, eventLoop: loop)
        deadline = loop.scheduleTask(in: timeout) {
            // The usual mistake: STARTTLS on a port that expects TLS from the first byte, whose server waits as well.
            let hint = bound.value.hasSpoken ? "" : ": is it a port for smtps://?"
            outcome.succeed(
                .failed(
                    "\(bound.value.server) did not finish within \(bound.value.timeout.nanoseconds / 1_000_000) ms\(hint)",
                    after: nil))
        }
    }

    func handlerRemoved(context channel: ChannelHandlerContext) {
        deadline?.cancel()
        outcome.succeed(.failed("\(server) has closed the connection", after: nil))
    }

    func channelRead(context channel: ChannelHandlerContext, data: NIOAny) {
        hasSpoken = true
        pending += Self.unwrapInboundIn(data).readableBytesView
        while !isOver, let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            var line = pending[..<end]
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            let actions = dialogue.take(String(decoding: line, as: UTF8.self))
            pending.removeSubrange(...end)
            perform(actions, channel)
        }
        if pending.count > Self.longestLine { finish(.failed("\(server) writes too long lines", after: nil)) }
    }

    func errorCaught(context channel: ChannelHandlerContext, error: any Error) {
        finish(.failed("\(server): \(error)", after: nil))
    }

    private func perform(_ actions: [SMTPDialogue.Action], _ channel: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .send(let text):
                channel.writeAndFlush(
                    Self.wrapOutboundOut(channel.channel.allocator.buffer(string: text)), promise: nil)
            case .encrypt:
                // Plain-text bytes must not be taken for encrypted ones.
                guard pending.isEmpty else {
                    return finish(.failed("\(server) goes on in clear after STARTTLS", after: nil))
                }
                do {
                    try channel.pipeline.syncOperations.addHandler(
                        Self.encryption(context, host: server.host), position: .first)
                } catch {
                    return finish(.failed("\(server): \(error)", after: nil))
                }
            case .finish(let result): finish(result)
            }
        }
    }

    private func finish(_ result: AlertOutbox.Outcome) {
        isOver = true
        deadline?.cancel()
        // Only the first result counts.
        outcome.succeed(result)
    }
}
