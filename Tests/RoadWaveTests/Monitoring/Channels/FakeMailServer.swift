import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A mail server on a free port of the loopback, which answers each line as a test wants, and keeps what it was told.
final class FakeMailServer: Sendable {
    /// How it behaves.
    enum Manner: Sendable {
        /// It accepts connections and says nothing.
        case silent
        /// It takes every mail.
        case friendly
        /// It offers STARTTLS with this certificate, and takes every mail.
        case encrypting(NIOSSLContext)
        /// It offers STARTTLS, and goes on in clear in the packet of its agreement.
        case injecting
    }

    private let channel: any Channel
    private let told = Mutex<[(line: String, isEncrypted: Bool)]>([])

    var port: Int { channel.localAddress?.port ?? 0 }
    /// The lines of the clients.
    var lines: [String] { told.withLock { $0.map { $0.line } } }
    /// Those that came in clear.
    var clearLines: [String] { told.withLock { $0.filter { !$0.isEncrypted }.map { $0.line } } }

    private init(channel: any Channel) { self.channel = channel }

    static func start(_ manner: Manner) async throws -> FakeMailServer {
        let box = Mutex<FakeMailServer?>(nil)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Session(manner) { line, isEncrypted in
                            box.withLock { $0 }?.told.withLock { $0.append((line, isEncrypted)) }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = FakeMailServer(channel: channel)
        box.withLock { $0 = server }
        return server
    }

    func stop() async { try? await channel.close().get() }

    /// One client. It is confined to the loop of its channel.
    private final class Session: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let manner: Manner
        private let note: @Sendable (String, Bool) -> Void
        private var pending = ""
        private var isEncrypted = false
        private var takesMail = false

        init(_ manner: Manner, note: @escaping @Sendable (String, Bool) -> Void) {
            self.manner = manner
            self.note = note
        }

        func channelActive(context: ChannelHandlerContext) {
            if case .silent = manner { return }
            say("220 mail.example", context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if case .silent = manner { return }
            pending += String(buffer: Self.unwrapInboundIn(data))
            while let end = pending.firstRange(of: "\r\n") {
                let line = String(pending[..<end.lowerBound])
                pending = String(pending[end.upperBound...])
                note(line, isEncrypted)
                answer(line, context)
            }
        }

        private func answer(_ line: String, _ context: ChannelHandlerContext) {
            if takesMail {
                guard line == "." else { return }
                takesMail = false
                return say("250 queued", context)
            }
            switch line.prefix(4) {
            case "EHLO": hello(context)
            case "STAR": encrypt(context)
            case "DATA":
                takesMail = true
                say("354 go on", context)
            case "AUTH": say("235 welcome", context)
            case "QUIT": say("221 bye", context)
            default: say("250 ok", context)
            }
        }

        private func hello(_ context: ChannelHandlerContext) {
            switch manner {
            case .encrypting where !isEncrypted, .injecting: say("250-mail.example\r\n250 STARTTLS", context)
            default: say("250-mail.example\r\n250 AUTH PLAIN", context)
            }
        }

        private func encrypt(_ context: ChannelHandlerContext) {
            switch manner {
            case .encrypting(let tls):
                say("220 go", context)
                isEncrypted = true
                try? context.pipeline.syncOperations.addHandler(
                    NIOSSLServerHandler(context: tls), position: .first)
            case .injecting: say("220 go\r\n250-mail.example\r\n250 AUTH PLAIN", context)
            case .silent, .friendly: say("502 no", context)
            }
        }

        private func say(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(
                Self.wrapOutboundOut(context.channel.allocator.buffer(string: text + "\r\n")), promise: nil)
        }
    }
}
