internal import CHiredis
internal import Glibc

/// One connection to Redis through hiredis. Its calls block, so it belongs to one thread at a time, which is not one of
/// the threads of Swift tasks. After an error it cannot be used any more.
final class RedisLink {
    /// The most bytes of buffered answers: far above the answer to any of our commands, and a limit on the memory that
    /// a broken server can use.
    private static let maximumBuffer = 16 << 20

    /// Writing to a connection that the server has closed must be an error, and must not end the process. SwiftNIO does
    /// the same for its sockets.
    private static let ignoresBrokenPipes: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return true
    }()

    let context: UnsafeMutablePointer<redisContext>
    private let address: RedisAddress
    private let timeout: Duration

    private init(context: UnsafeMutablePointer<redisContext>, address: RedisAddress, timeout: Duration) {
        self.context = context
        self.address = address
        self.timeout = timeout
    }

    deinit { redisFree(context) }

    /// Connects, logs in and selects the database.
    static func connect(to address: RedisAddress, timeouts: RedisTimeouts) throws(RedisError) -> RedisLink {
        _ = ignoresBrokenPipes
        let limit = timeval(timeouts.connect)
        let made =
            switch address.endpoint {
            case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(clamping: port), limit)
            case .unix(let path): redisConnectUnixWithTimeout(path, limit)
            }
        guard let context = made else { throw RedisError(.unreachable, "no memory for a connection to \(address)") }
        let link = RedisLink(context: context, address: address, timeout: timeouts.command)
        guard context.pointee.err == 0 else { throw link.failure("cannot connect") }
        guard redisSetTimeout(context, timeval(timeouts.command)) == REDIS_OK else {
            throw link.failure("cannot limit the time of a command")
        }
        // The connection is idle between two renewals: a router in between may have forgotten it.
        if case .tcp = address.endpoint { redisEnableKeepAlive(context) }
        try link.logIn()
        return link
    }

    private func logIn() throws(RedisError) {
        var commands: [RedisCommand] = []
        if let password = address.password {
            commands.append(RedisCommand(words: ["AUTH"] + (address.user.map { [$0] } ?? []) + [password]))
        }
        if address.database != 0 { commands.append(RedisCommand("SELECT", "\(address.database)")) }
        for (command, reply) in zip(commands, try send(commands)) {
            guard case .error(let text) = reply else { continue }
            throw RedisError(.refused, "\(address) refuses \(command.words[0]): \(text)")
        }
    }

    /// Sends commands together and returns their answers, including error replies.
    func send(_ commands: [RedisCommand]) throws(RedisError) -> [RedisReply] {
        let deadline = ContinuousClock.now + timeout
        for command in commands { try append(command) }
        try flush(until: deadline)
        var replies: [RedisReply] = []
        for _ in commands { replies.append(try nextReply(until: deadline)) }
        return replies
    }

    /// Writes the queued commands.
    func flush(until deadline: ContinuousClock.Instant? = nil) throws(RedisError) {
        let deadline = deadline ?? ContinuousClock.now + timeout
        var isWritten: Int32 = 0
        while isWritten == 0 {
            guard redisBufferWrite(context, &isWritten) == REDIS_OK else { throw failure("cannot write") }
            guard isWritten != 0 || ContinuousClock.now < deadline else { throw late() }
        }
    }

    /// Adds a command to the queue.
    func append(_ command: RedisCommand) throws(RedisError) {
        let lengths = command.words.map(\.utf8.count)
        let text = command.words.flatMap(\.utf8).map { CChar(bitPattern: $0) } + [0]
        let status = text.withUnsafeBufferPointer { text -> Int32 in
            guard let base = text.baseAddress else { return REDIS_ERR }
            var offset = 0
            var words = lengths.map { length -> UnsafePointer<CChar>? in
                defer { offset += length }
                return base + offset
            }
            return redisAppendCommandArgv(context, Int32(clamping: words.count), &words, lengths)
        }
        guard status == REDIS_OK else { throw failure("cannot make the command \(command.words.first ?? "")") }
    }

    /// The socket's own time-out limits one read; the deadline limits a server that answers byte by byte.
    private func nextReply(until deadline: ContinuousClock.Instant) throws(RedisError) -> RedisReply {
        while true {
            if let reply = try bufferedReply() { return reply }
            guard ContinuousClock.now < deadline else { throw late() }
            try read()
        }
    }

    /// The next complete answer in the buffer; nil if there is none.
    func bufferedReply() throws(RedisError) -> RedisReply? {
        var object: UnsafeMutableRawPointer?
        guard redisGetReplyFromReader(context, &object) == REDIS_OK else { throw failure("cannot read") }
        guard let object else { return nil }
        defer { freeReplyObject(object) }
        return RedisReply(object.assumingMemoryBound(to: redisReply.self))
    }

    /// Reads data from the server, and waits for it as long as the socket's time-out.
    func read() throws(RedisError) {
        guard redisBufferRead(context) == REDIS_OK else { throw failure("cannot read") }
        guard let reader = context.pointee.reader, reader.pointee.len <= Self.maximumBuffer else {
            throw RedisError(.protocolViolation, "\(address) answers more than \(Self.maximumBuffer) bytes")
        }
    }

    private func late() -> RedisError { RedisError(.timeout, "\(address) did not answer in \(timeout)") }

    /// The error of the connection. `errno` must still be that of the failed call.
    private func failure(_ action: String) -> RedisError {
        let number = errno
        let code = context.pointee.err
        if code == REDIS_ERR_IO, number == EAGAIN || number == EWOULDBLOCK { return late() }
        let text = withUnsafeBytes(of: context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return RedisError(
            code == REDIS_ERR_PROTOCOL ? .protocolViolation : .unreachable, "\(action) (\(address)): \(text)")
    }
}

extension timeval {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(clamping: seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
