import NIOCore
import NIOPosix
import RoadWaveTestServices
import Synchronization

/// The line between workers and the object storage, at which single requests can be made to wait, and which can be cut.
///
/// Bytes pass as they are, so that the storage is the true one and signatures hold. A client sends the head of a
/// request only after the answer to the one before: each head is at the beginning of what is read.
final class StorageGate: Sendable {
    /// A request that waits.
    struct Rule: Sendable {
        let method: String
        /// A part of its path.
        let path: String

        fileprivate func matches(_ line: [Substring]) -> Bool {
            line[0] == method && line[1].prefix { $0 != "?" }.contains(path)
        }
    }

    private struct State {
        /// By live.
        var rules: [String: Rule] = [:]
        var waiting: [String: [ForwardingHandler]] = [:]
        var requests: [String] = []
        var connections: [any Channel] = []
        var isCut = false
    }

    private let target: (host: String, port: Int)
    private let group = MultiThreadedEventLoopGroup.singleton
    private let state = Mutex(State())
    private let listener = Mutex<(any Channel)?>(nil)

    /// Opens a line to the storage at `storage`, such as `http://127.0.0.1:8080`.
    static func open(to storage: String) async throws -> StorageGate {
        let authority = storage.split(separator: "/").last?.split(separator: ":") ?? []
        guard authority.count == 2, let port = Int(authority[1]) else {
            throw DriverError("\(storage) is not the address of a storage")
        }
        let gate = StorageGate(target: (String(authority[0]), port))
        let listener = try await ServerBootstrap(group: gate.group)
            // Nothing is read before there is somewhere to send it.
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                Task { await gate.connect(channel) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        gate.listener.withLock { $0 = listener }
        return gate
    }

    private init(target: (host: String, port: Int)) { self.target = target }

    /// Where workers find the storage.
    var endpoint: String { "http://127.0.0.1:\(listener.withLock { $0?.localAddress?.port } ?? 0)" }

    /// The first lines of all requests so far, such as `PUT /bucket/key`.
    var requests: [String] { state.withLock(\.requests) }

    // MARK: Faults

    /// Makes the next requests about a live wait, if the rule matches.
    func hold(_ live: String, at rule: Rule) {
        state.withLock { $0.rules[live] = rule }
    }

    /// Whether a request about the live waits, or has waited.
    func isHolding(_ live: String) -> Bool { state.withLock { $0.waiting[live] != nil } }

    /// Lets the requests about a live through, those that wait included.
    func release(_ live: String) {
        let waiting = state.withLock { state in
            state.rules[live] = nil
            return state.waiting.removeValue(forKey: live) ?? []
        }
        for handler in waiting { handler.open() }
    }

    /// Lets all requests through.
    func releaseAll() {
        for live in state.withLock({ Array($0.rules.keys) }) { release(live) }
    }

    /// Breaks off every connection, and refuses others. Nothing waits any more.
    func cut() {
        let connections = state.withLock { state in
            defer { state.connections = [] }
            (state.isCut, state.rules, state.waiting) = (true, [:], [:])
            return state.connections
        }
        for connection in connections { connection.close(promise: nil) }
    }

    /// Lets connections through again.
    func mend() { state.withLock { $0.isCut = false } }

    /// Closes the line.
    func stop() async {
        cut()
        try? await listener.withLock(\.self)?.close().get()
    }

    // MARK: Connections

    private func connect(_ near: any Channel) async {
        guard !state.withLock(\.isCut) else { return near.close(promise: nil) }
        do {
            let far = try await ClientBootstrap(group: near.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ForwardingHandler(between: near, and: nil))
                    }
                }
                .connect(host: target.host, port: target.port).get()
            let handler = ForwardingHandler(between: far) { [self] line, handler in take(line, at: handler) }
            try await near.pipeline.addHandler(handler).get()
            let isCut = state.withLock { state in
                state.connections.removeAll { !$0.isActive }
                state.connections.append(near)
                return state.isCut
            }
            if isCut { return near.close(promise: nil) }
            try await near.setOption(.autoRead, value: true).get()
        } catch {
            near.close(promise: nil)
        }
    }

    /// Notes a request.
    /// - Returns: whether it waits.
    private func take(_ line: [Substring], at handler: ForwardingHandler) -> Bool {
        state.withLock { state in
            state.requests.append(line.joined(separator: " "))
            guard let live = state.rules.first(where: { $0.value.matches(line) })?.key else { return false }
            state.waiting[live, default: []].append(handler)
            return true
        }
    }
}

/// Hands all that one connection reads to another one, and ends with it. Confined to the event loop that both share.
private final class ForwardingHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private static let methods: Set<Substring> = ["DELETE", "GET", "HEAD", "POST", "PUT"]

    private let other: any Channel
    private let holds: (@Sendable (_ line: [Substring], ForwardingHandler) -> Bool)?
    /// The bytes that wait; nil while everything passes.
    private let held = Mutex<[ByteBuffer]?>(nil)

    /// - Parameter holds: called with the method and the path of each request; nil where answers pass.
    init(between other: any Channel, and holds: (@Sendable ([Substring], ForwardingHandler) -> Bool)?) {
        self.other = other
        self.holds = holds
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        let isHeld = held.withLock { held in
            if held != nil {
                held?.append(bytes)
                return true
            }
            guard let holds, let line = Self.requestLine(bytes), holds(line, self) else { return false }
            held = [bytes]
            return true
        }
        if !isHeld { other.writeAndFlush(bytes, promise: nil) }
    }

    /// Lets everything pass.
    func open() {
        other.eventLoop.execute {
            let waiting = self.held.withLock { held in
                defer { held = nil }
                return held ?? []
            }
            for bytes in waiting { self.other.writeAndFlush(bytes, promise: nil) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        other.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// The method and the path, if a request begins with these bytes.
    private static func requestLine(_ bytes: ByteBuffer) -> [Substring]? {
        // The paths of our objects are short.
        let text = bytes.getString(at: bytes.readerIndex, length: min(1_024, bytes.readableBytes)) ?? ""
        let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count == 3, methods.contains(words[0]), words[2].hasPrefix("HTTP/1.") else { return nil }
        return Array(words.prefix(2))
    }
}
