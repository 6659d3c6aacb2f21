import NIOCore
import NIOPosix
import RoadWaveRTC
import RoadWaveTestServices
import Synchronization
import Testing

@testable import RoadWave

@Suite("Pipelines of the Redis client", .timeLimit(.minutes(5)))
struct RedisPipelineTests {
    @Test("waiting calls are sent in one write, and each gets its own answer")
    func waitingCalls() async throws {
        let count = 100
        try await HoldingRedis.run(waitingCalls: count) { server in
            // why: real time, which bounds the wait of a client that sends one call after the other: it would hang.
            let client = RedisClient(
                address: try RedisAddress(parsing: server.url), timeouts: RedisTimeouts(command: .seconds(60))
            ) { .zero }
            try await withThrowingTaskGroup(of: [RedisReply].self) { group in
                group.addTask { try await client.send([RedisCommand("PING")]) }
                try await until { server.commands == 1 }
                for _ in 0..<count { group.addTask { try await client.send([RedisCommand("PING")]) } }
                try await until { client.pending == count + 1 }
                #expect(server.commands == 1)
                // From here on the server answers only once it has all of them.
                server.answerFirst()
                var numbers: Set<Int> = []
                for try await replies in group {
                    #expect(replies.count == 1)
                    numbers.formUnion(replies.compactMap(\.int))
                }
                #expect(numbers == Set(0...count))
            }
            #expect(server.readsOfWaitingCalls == 1)
            #expect(client.pending == 0)
        }
    }

    @Test("each call of a pipeline gets the answers to its own commands, including errors")
    func answers() async throws {
        try await RunningRedis.with { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            _ = try await client.send(RedisCommand("SET", "text", "x"))
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let replies = try await client.send([
                            RedisCommand("SET", "key \(number)", "\(number)"), RedisCommand("INCR", "text"),
                            RedisCommand("GET", "key \(number)"),
                        ])
                        guard replies.count == 3, case .error = replies[1] else { return false }
                        return replies[0] == .status("OK") && replies[2].text == "\(number)"
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test("a call of more commands than a pipeline has is answered")
    func longCall() async throws {
        try await RunningRedis.with { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            let replies = try await client.send((0..<1_000).map { _ in RedisCommand("INCR", "count") })
            #expect(replies.compactMap(\.int) == Array(1...1_000))
        }
    }

    @Test("calls that wait for a server that hangs fail together, after one time-out")
    func timeout() async throws {
        try await HoldingRedis.run(waitingCalls: 50) { server in
            // why: real time, which bounds the wait for a server that says nothing.
            let client = RedisClient(
                address: try RedisAddress(parsing: server.url), timeouts: RedisTimeouts(command: .milliseconds(500))
            ) { .zero }
            let codes = await withTaskGroup(of: RedisError.Code?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do throws(RedisError) {
                            _ = try await client.send(RedisCommand("PING"))
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.allSatisfy { $0 != nil })
            #expect(client.pending == 0)
        }
    }
}

/// A server that answers the first command when it is told to, and those after it only when it has all of them. Its
/// answers are numbers from 0.
private final class HoldingRedis: Sendable {
    /// A `PING` as clients write it.
    private static let command = "*1\r\n$4\r\nPING\r\n".utf8.count

    private struct State {
        var bytes = 0
        var readsOfWaitingCalls = 0
        var channel: (any Channel)?
    }

    private let waitingCalls: Int
    private let state = Mutex(State())
    private let port = Mutex(0)

    /// Where it listens.
    var url: String { "redis://127.0.0.1:\(port.withLock { $0 })" }
    /// How many commands have come.
    var commands: Int { state.withLock { $0.bytes / Self.command } }
    /// In how many pieces the commands after the first one came.
    var readsOfWaitingCalls: Int { state.withLock { $0.readsOfWaitingCalls } }

    private init(waitingCalls: Int) { self.waitingCalls = waitingCalls }

    static func run(waitingCalls: Int, _ body: (HoldingRedis) async throws -> Void) async throws {
        let server = HoldingRedis(waitingCalls: waitingCalls)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(server: server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.port.withLock { $0 = listener.localAddress?.port ?? 0 }
        do {
            try await body(server)
        } catch {
            try? await listener.close().get()
            throw error
        }
        try await listener.close().get()
    }

    /// Answers the first command.
    func answerFirst() {
        let channel = state.withLock { $0.channel }
        channel?.writeAndFlush(ByteBuffer(string: ":0\r\n"), promise: nil)
    }

    private func take(_ bytes: Int, from channel: any Channel) {
        let isComplete = state.withLock { state in
            if state.bytes > 0 { state.readsOfWaitingCalls += 1 }
            state.bytes += bytes
            state.channel = channel
            return state.bytes == (waitingCalls + 1) * Self.command
        }
        guard isComplete else { return }
        let answers = (1...waitingCalls).map { ":\($0)\r\n" }.joined()
        channel.writeAndFlush(ByteBuffer(string: answers), promise: nil)
    }

    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let server: HoldingRedis

        init(server: HoldingRedis) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            server.take(unwrapInboundIn(data).readableBytes, from: context.channel)
        }
    }
}
