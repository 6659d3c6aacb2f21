internal import CPostgreSQL
internal import Glibc

/// One connection to PostgreSQL through libpq. Its calls block for a limited time. So it belongs to one thread at a
/// time, which is not one of the threads of Swift tasks.
/// See docs/decisions/api.md, « PostgreSQL client ».
final class PostgresConnection {
    private let connection: OpaquePointer
    private let address: PostgresAddress
    private let timeouts: PostgresTimeouts
    /// False if the connection cannot be used any more: the server is gone, or an answer is still outstanding.
    private(set) var isUsable = true

    private init(_ connection: OpaquePointer, address: PostgresAddress, timeouts: PostgresTimeouts) {
        self.connection = connection
        self.address = address
        self.timeouts = timeouts
    }

    deinit { PQfinish(connection) }

    /// Connects and logs in, over TLS if the address asks for it.
    static func connect(
        to address: PostgresAddress, timeouts: PostgresTimeouts
    ) throws(DatabaseFailure) -> PostgresConnection {
        let started = withParameters(of: address) { PQconnectStartParams($0, $1, 1) }
        guard let started else { throw DatabaseFailure(.unreachable, "no memory for a connection to \(address)") }
        let made = PostgresConnection(started, address: address, timeouts: timeouts)
        // The server's notices would otherwise be printed.
        PQsetNoticeProcessor(started, { _, _ in }, nil)
        try made.logIn()
        try made.limitItself()
        return made
    }

    /// Executes one statement.
    /// - Parameters:
    ///   - sql: the statement, with `$1`, `$2`… for the parameters.
    ///   - timeout: the time limit for the server; nil for the usual limit of statements.
    /// - Throws: ``DatabaseFailure``; then ``isUsable`` says whether the connection can still be used.
    @discardableResult
    func query(
        _ sql: String, _ parameters: [PostgresValue] = [], timeout: Duration? = nil
    ) throws(DatabaseFailure) -> [SQLRow] {
        var texts: [[CChar]?] = []
        for parameter in parameters { texts.append(try parameter.encoded()) }
        let deadline = ContinuousClock.now + (timeout ?? timeouts.statement) + timeouts.grace
        let isSent = Self.withPointers(texts) { values in
            PQsendQueryParams(connection, sql, Int32(clamping: texts.count), nil, values, nil, nil, 0)
        }
        guard isSent == 1 else { throw broken() }
        try flush(until: deadline)
        return try rows(until: deadline)
    }

    /// Executes statements as a transaction: all or none of them.
    func transaction<Value>(
        _ body: (PostgresConnection) throws(DatabaseFailure) -> Value
    ) throws(DatabaseFailure) -> Value {
        try query("BEGIN")
        do throws(DatabaseFailure) {
            let value = try body(self)
            try query("COMMIT")
            return value
        } catch {
            // If this fails, the server rolls back by itself, at the latest when the connection is closed.
            if isUsable { _ = try? query("ROLLBACK") }
            throw error
        }
    }

    private func logIn() throws(DatabaseFailure) {
        let deadline = ContinuousClock.now + timeouts.connect
        var phase = PQstatus(connection)
        guard phase != CONNECTION_BAD else { throw notConnected(in: phase) }
        var step = PGRES_POLLING_WRITING
        while step != PGRES_POLLING_OK {
            switch step {
            case PGRES_POLLING_READING: try wait(for: POLLIN, until: deadline, timeouts.connect)
            case PGRES_POLLING_WRITING: try wait(for: POLLOUT, until: deadline, timeouts.connect)
            case PGRES_POLLING_FAILED: throw notConnected(in: phase)
            default: break
            }
            phase = PQstatus(connection)
            step = PQconnectPoll(connection)
        }
        guard PQsetnonblocking(connection, 1) == 0 else { throw broken() }
    }

    /// Sets the server's own limits: for a statement, for a wait for another lock, and for a transaction of a node that
    /// stands still.
    private func limitItself() throws(DatabaseFailure) {
        let milliseconds = PostgresValue.text("\(timeouts.statement.wholeMilliseconds)")
        try query(
            """
            SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $1, false),
                set_config('idle_in_transaction_session_timeout', $1, false)
            """, [milliseconds])
    }

    private func flush(until deadline: ContinuousClock.Instant) throws(DatabaseFailure) {
        while true {
            switch PQflush(connection) {
            case 0: return
            case 1:
                try wait(for: POLLIN | POLLOUT, until: deadline)
                // A server with much output may not read before its output is read.
                guard PQconsumeInput(connection) == 1 else { throw broken() }
            default: throw broken()
            }
        }
    }

    /// The answer to a single statement.
    private func rows(until deadline: ContinuousClock.Instant) throws(DatabaseFailure) -> [SQLRow] {
        var rows: [SQLRow] = []
        var failure: DatabaseFailure?
        while true {
            while PQisBusy(connection) != 0 {
                try wait(for: POLLIN, until: deadline)
                guard PQconsumeInput(connection) == 1 else { throw broken() }
            }
            guard let result = PQgetResult(connection) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK: rows = Self.rows(of: result)
            case PGRES_COMMAND_OK: break
            default: failure = failure ?? refusal(result)
            }
        }
        guard PQstatus(connection) == CONNECTION_OK else { throw broken(failure) }
        if let failure { throw failure }
        return rows
    }

    private static func rows(of result: OpaquePointer) -> [SQLRow] {
        let width = PQnfields(result)
        var columns: [String: Int] = [:]
        for column in 0..<width {
            if let name = PQfname(result, column) { columns[String(cString: name)] = Int(column) }
        }
        return (0..<PQntuples(result)).map { row in
            SQLRow(
                columns: columns,
                values: (0..<width).map { column in
                    guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else {
                        return nil
                    }
                    let length = Int(PQgetlength(result, row, column))
                    return String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
                })
        }
    }

    /// Waits for the socket. It is read from libpq each time, since libpq may try another address.
    private func wait(
        for events: Int32, until deadline: ContinuousClock.Instant, _ limit: Duration? = nil
    ) throws(DatabaseFailure) {
        while true {
            let left = deadline - ContinuousClock.now
            guard left > .zero else {
                isUsable = false
                throw DatabaseFailure(.timeout, "\(address) did not answer in \(limit ?? timeouts.statement)")
            }
            var descriptor = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
            let milliseconds = Int32(clamping: left.wholeMilliseconds + 1)
            switch poll(&descriptor, 1, milliseconds) {
            case 1...: return
            case 0: continue
            default:
                // Otherwise a signal interrupted the call.
                guard errno == EINTR else { throw broken() }
            }
        }
    }
}

/// Errors of libpq.
extension PostgresConnection {
    /// The connection broke.
    /// - Parameter failure: the last error of the server, if there was one.
    private func broken(_ failure: DatabaseFailure? = nil) -> DatabaseFailure {
        isUsable = false
        return DatabaseFailure(.unreachable, failure?.message ?? "\(address): \(lastMessage)")
    }

    /// The server answered with an error. Its details are left out, since they may contain values of rows.
    private func refusal(_ result: OpaquePointer) -> DatabaseFailure {
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        let text = "\(address) refuses: \(message.map(line) ?? lastMessage)"
        guard let state else { return DatabaseFailure(.refused, text) }
        return DatabaseFailure(Self.code(ofState: state), "\(text) (SQLSTATE \(state))")
    }

    /// What an SQLSTATE means for callers. Its first two characters are its class.
    private static func code(ofState state: String) -> DatabaseFailure.Code {
        // query_canceled: the server's own time limit.
        if state == "57014" { return .timeout }
        return switch state.prefix(2) {
        // Connection, rollback, resources, locks and operators.
        case "08", "40", "53", "55", "57": .unavailable
        // Cardinality, data and integrity.
        case "21", "22", "23": .invalidValue
        default: .refused
        }
    }

    /// The error of a failed connection: refused, as for a wrong password, or without an answer.
    /// - Parameter phase: how far the attempt came.
    private func notConnected(in phase: ConnStatusType) -> DatabaseFailure {
        let message = lastMessage
        isUsable = false
        let ping = Self.withParameters(of: address) { PQpingParams($0, $1, 1) }
        let isRefused =
            ping == PQPING_OK || ping == PQPING_NO_ATTEMPT || phase == CONNECTION_SSL_STARTUP && answersWithoutTLS
        return DatabaseFailure(isRefused ? .refused : .unreachable, "cannot connect to \(address): \(message)")
    }

    /// Whether the server answers without TLS. libpq reports a server as silent if it has no certificate or an invalid
    /// one, but waiting does not change this. Nothing of our login is sent on such a connection.
    private var answersWithoutTLS: Bool {
        guard let host = PQhost(connection), let port = PQport(connection) else { return false }
        let parameters = [
            ("host", String(cString: host)), ("port", String(cString: port)), ("user", "nobody"), ("password", "none"),
            ("dbname", "postgres"), ("sslmode", "disable"), ("gssencmode", "disable"), ("connect_timeout", "2"),
        ]
        return Self.withParameters(parameters) { PQpingParams($0, $1, 0) } == PQPING_OK
    }

    private var lastMessage: String { PQerrorMessage(connection).map { line(String(cString: $0)) } ?? "no reason" }

    private func line(_ text: String) -> String {
        address.withoutSecrets(text).split(whereSeparator: \.isNewline).map { $0.trimmingWhitespace }.joined(
            separator: " ")
    }
}

/// The parameters of connections and statements in C form.
extension PostgresConnection {
    /// The parameters before the URL are defaults that it may override; those after it are fixed.
    private static func withParameters<Value>(
        of address: PostgresAddress,
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        let parameters = [
            ("fallback_application_name", "roadwave"),
            // For PQping, which has no other time limit; two seconds are the minimum.
            ("connect_timeout", "2"),
            // A connection may stand idle for hours, and routers in between may forget it. A dead peer is found in 30
            // s.
            ("keepalives_idle", "30"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"), ("dbname", address.url), ("client_encoding", "UTF8"),
        ]
        return withParameters(parameters, body)
    }

    private static func withParameters<Value>(
        _ parameters: [(name: String, value: String)],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        withPointers(parameters.map { Array($0.name.utf8CString) }) { names in
            withPointers(parameters.map { Array($0.value.utf8CString) }) { values in body(names, values) }
        }
    }

    /// Pointers to the texts, then nil; valid during the call.
    private static func withPointers<Value>(
        _ texts: [[CChar]?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        var bytes: [CChar] = []
        for case let text? in texts { bytes += text }
        return bytes.withUnsafeBufferPointer { bytes in
            var offset = 0
            var pointers: [UnsafePointer<CChar>?] = []
            for text in texts {
                pointers.append(text == nil ? nil : bytes.baseAddress.map { $0 + offset })
                offset += text?.count ?? 0
            }
            pointers.append(nil)
            return body(pointers)
        }
    }
}

extension Substring {
    fileprivate var trimmingWhitespace: Substring {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return self[first...last]
    }
}
