import Foundation
import Glibc
import RoadWaveRTC
import RoadWaveTestServices
import Testing

@testable import RoadWave

@Suite("Redis client", .timeLimit(.minutes(5)))
struct RedisClientTests {
    @Test(
        "what is stored comes back, whatever it holds",
        arguments: ["", " ", "a b", "a\r\nSET b 1\r\n", "$5\r\n*1", "été 📻", String(repeating: "x", count: 100_000)])
    func roundTrip(text: String) async throws {
        try await RunningRedis.with { server in
            let client = try client(of: server)
            #expect(try await client.send(RedisCommand("SET", "key \(text.count)", text)) == .status("OK"))
            #expect(try await client.send(RedisCommand("GET", "key \(text.count)")) == .bytes(Array(text.utf8)))
        }
    }

    @Test("each kind of answer is told from the others")
    func kinds() async throws {
        try await RunningRedis.with { server in
            let client = try client(of: server)
            let replies = try await client.send([
                RedisCommand("GET", "nothing"), RedisCommand("INCRBY", "number", "-7"), RedisCommand("PING"),
                RedisCommand("LPUSH", "list", "b", "a"), RedisCommand("LRANGE", "list", "0", "-1"),
                RedisCommand("LPUSH", "number", "x"), RedisCommand("NOTHING"),
            ])
            #expect(
                Array(replies.prefix(5)) == [
                    .null, .integer(-7), .status("PONG"), .integer(2),
                    .array([.bytes(Array("a".utf8)), .bytes(Array("b".utf8))]),
                ])
            for (reply, beginning) in zip(replies.suffix(2), ["WRONGTYPE", "ERR unknown command"]) {
                guard case .error(let text) = reply else {
                    Issue.record("\(reply) is no error")
                    continue
                }
                #expect(text.hasPrefix(beginning))
            }
        }
    }

    @Test("the error of one command is thrown, without its arguments")
    func refusal() async throws {
        try await RunningRedis.with { server in
            let client = try client(of: server)
            let error = await #expect(throws: RedisError.self) {
                _ = try await client.send(RedisCommand("INCRBY", "number", "s3cret"))
            }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("s3cret") == false)
        }
    }

    @Test("more calls than would ever wait for a working server are refused, and the others are answered")
    func overload() async throws {
        try await RunningRedis.with { server in
            let client = try client(of: server, timeouts: RedisTimeouts(command: .seconds(30)))
            let (waiting, excess) = (RedisClient.maximumWaiting, 50)
            try await withThrowingTaskGroup(of: RedisError?.self) { group in
                for _ in 0..<(waiting + excess) {
                    group.addTask {
                        do throws(RedisError) {
                            // None ends before the last has begun.
                            _ = try await client.send(RedisCommand("BLPOP", "list", "0"))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                for _ in 0..<excess { #expect(try await group.next()??.code == .overloaded) }
                let other = try self.client(of: server)
                _ = try await other.send((0..<waiting).map { RedisCommand("RPUSH", "list", "\($0)") })
                for _ in 0..<waiting { #expect(try await group.next() == .some(nil)) }
            }
        }
    }

    @Test("a script is run, and sent again to a server that forgot it")
    func script() async throws {
        try await RunningRedis.with { server in
            let client = try client(of: server)
            let script = RedisScript("return {redis.call('INCRBY', KEYS[1], ARGV[1]), 'done'}")
            for total in [2, 4] as [Int64] {
                let reply = try await client.run(script, keys: ["sum"], arguments: ["2"])
                #expect(reply == .array([.integer(total), .bytes(Array("done".utf8))]))
                _ = try await client.send(RedisCommand("SCRIPT", "FLUSH"))
            }
            let failing = RedisScript("return redis.call('LPUSH', KEYS[1], 'x')")
            let error = await #expect(throws: RedisError.self) {
                _ = try await client.run(failing, keys: ["sum"], arguments: [])
            }
            #expect(error?.code == .refused)
        }
    }

    @Test("a server with a password takes the right one, over TCP, in the database that is asked for")
    func login() async throws {
        try await RunningRedis.with(tcp: true, password: "s3cret") { server in
            let client = try client(of: server, path: "/3")
            _ = try await client.send(RedisCommand("SET", "here", "1"))
            let other = try self.client(of: server)
            #expect(try await other.send(RedisCommand("GET", "here")) == .null)

            for wrong in [server.url.replacing("s3cret", with: "other"), server.url.replacing(":s3cret@", with: "")] {
                let refused = RedisClient(address: try RedisAddress(parsing: wrong)) { .zero }
                let error = await #expect(throws: RedisError.self) { _ = try await refused.send(RedisCommand("PING")) }
                #expect(error?.code == .refused)
                #expect(error?.message.contains("other") == false)
            }
        }
    }

    @Test("a password may hold what a URL does not")
    func encodedPassword() async throws {
        try await RunningRedis.with(tcp: true, password: "p@ss/:%2F été") { server async throws in
            #expect(try await client(of: server).send(RedisCommand("PING")) == .status("PONG"))
        }
    }

    @Test("a server that was started anew is found again, without an error in between")
    func restart() async throws {
        let directory = try TemporaryDirectory()
        let first = try await RedisServer.start(in: directory.path)
        // On a busy machine, too, it is not the time that decides.
        let client = try client(of: first, timeouts: RedisTimeouts(connect: .seconds(60), command: .seconds(60)))
        #expect(try await client.send(RedisCommand("INCR", "count")) == .integer(1))
        await first.stop()
        let second = try await RedisServer.start(in: directory.path)
        let found = try? await client.send(RedisCommand("INCR", "count"))
        await second.stop()
        #expect(found == .integer(1))
        withExtendedLifetime(directory) {}
    }

    @Test("a server that is not there is not asked again before the wait is over")
    func backOff() async throws {
        let directory = try TemporaryDirectory()
        let clock = TurnedClock()
        let time = NodeClock(clock)
        let address = RedisAddress(endpoint: .unix(path: directory.path + "/redis.sock"))
        let client = RedisClient(address: address) { time.now }
        await expectError(.unreachable, from: client)
        let server = try await RedisServer.start(in: directory.path)
        // It is there now, but the client does not look yet.
        await expectError(.unreachable, from: client)
        clock.advance(by: .milliseconds(100))
        let found = try? await client.send(RedisCommand("PING"))
        await server.stop()
        #expect(found == .status("PONG"))
        withExtendedLifetime(directory) {}
    }

    @Test("a server that hangs is given up after the time-out")
    func timeout() async throws {
        try await RunningRedis.with { server in
            let client = RedisClient(
                address: try RedisAddress(parsing: server.url), timeouts: RedisTimeouts(command: .milliseconds(200))
            ) { .zero }
            #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
            #expect(kill(server.pid, SIGSTOP) == 0)
            await expectError(.timeout, from: client)
            #expect(kill(server.pid, SIGCONT) == 0)
            #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
        }
    }

    @Test(
        "an answer that is none of Redis is an error, never a trap",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n\r\n", "\u{0}\u{0}\u{0}\u{0}\r\n", "$-7\r\n\r\n", "$99999999999999999999\r\n",
            "*-5\r\n", ":abc\r\n", ":99999999999999999999\r\n",
            "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
            "*2\r\n:1\r\n", "$5\r\nab", "$3\r\nabcdef", "+OK", "-", "*", "$", "",
        ])
    func nonsense(answer: String) async throws {
        try await FakeRedis.answering(Array(answer.utf8), hangsUp: true) { server in
            let client = RedisClient(
                address: try RedisAddress(parsing: server.url), timeouts: RedisTimeouts(command: .milliseconds(500))
            ) { .zero }
            // Some are taken for an answer that a script of ours would refuse; none stops the process.
            do throws(RedisError) {
                _ = try await client.send([RedisCommand("PING"), RedisCommand("PING")])
            } catch {
                #expect([.protocolViolation, .unreachable, .timeout].contains(error.code))
            }
        }
    }

    @Test("an answer that does not end is cut")
    func flood() async throws {
        let answer = Array("$400000000\r\n".utf8) + [UInt8](repeating: 0x61, count: 20 << 20)
        try await FakeRedis.answering(answer) { server in
            let client = RedisClient(address: try RedisAddress(parsing: server.url)) { .zero }
            await expectError(.protocolViolation, from: client)
        }
    }

    @Test("a server that never answers is given up, and so is one that hangs up")
    func silence() async throws {
        for hangsUp in [false, true] {
            try await FakeRedis.answering([], hangsUp: hangsUp) { server in
                // why: real time, which bounds the wait for a server that says nothing. One that hangs up is not waited for.
                let limit = hangsUp ? Duration.seconds(30) : .milliseconds(100)
                let client = RedisClient(
                    address: try RedisAddress(parsing: server.url), timeouts: RedisTimeouts(command: limit)
                ) { .zero }
                await expectError(hangsUp ? .unreachable : .timeout, from: client)
            }
        }
    }

    private func client(
        of server: RedisServer, path: String = "", timeouts: RedisTimeouts = RedisTimeouts()
    ) throws -> RedisClient {
        RedisClient(address: try RedisAddress(parsing: server.url + path), timeouts: timeouts) { .zero }
    }

    private func expectError(_ code: RedisError.Code, from client: RedisClient) async {
        let error = await #expect(throws: RedisError.self) { _ = try await client.send(RedisCommand("PING")) }
        #expect(error?.code == code, "\(error.map { "\($0)" } ?? "no error")")
    }
}
