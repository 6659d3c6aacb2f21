import Foundation
import NIOCore
import NIOPosix
import RoadWaveRTC

/// All listeners: their connections, and the turns of their places at one rate.
struct Crowd: Sendable {
    private let rows: [Row]
    private let lives: [String]
    private let token: String

    /// One connection, and the listeners whose requests it carries.
    private actor Row {
        nonisolated let connection: NodeConnection
        nonisolated var unownedExecutor: UnownedSerialExecutor { connection.unownedExecutor }
        private var seats: ListenerSeats

        init(_ connection: NodeConnection, _ seats: ListenerSeats) {
            self.connection = connection
            self.seats = seats
        }

        var count: Int { seats.count }
        var present: [String: Int] { seats.present }

        /// One turn of each place, one after the other.
        func turnAll() async throws -> AudienceFigures {
            var (figures, seats) = (AudienceFigures(), self.seats)
            for _ in 0..<seats.count { try await seats.takeTurn(on: connection, since: nil, &figures) }
            self.seats = seats
            return figures
        }

        /// A turn each `period`, from `start` to `end`. A late turn does not delay the next one. The response time
        /// counts from the due time.
        func turn(from start: NIODeadline, to end: NIODeadline, every period: TimeAmount) async throws
            -> AudienceFigures
        {
            var (figures, seats, due) = (AudienceFigures(), self.seats, start)
            while due < end {
                let isLate = NIODeadline.now() > due
                try await connection.wait(until: due)
                // A timer that fires late is the load's own fault.
                try await seats.takeTurn(on: connection, since: isLate ? due : nil, &figures)
                due = due + period
            }
            self.seats = seats
            return figures
        }
    }

    /// Opens the lives and the connections.
    static func gathered(
        _ address: NodeConnection.Address, tokens: ListenerTokens, lives: Int, places: Int, connections: Int
    ) async throws -> Crowd {
        // One thread: the node has the rest of the machine.
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let certificate = try DTLSCertificate.generate()
        let opener = try await NodeConnection.open(address, on: loop)
        var open: [String] = []
        for number in 0..<lives {
            let offer = Publisher(configuration: .init(certificate: certificate)).offer()
            let answer = try await opener.exchange(
                Request(
                    method: "POST", path: "/whip?title=Charge%20\(number)", token: tokens.next(role: "creator"),
                    type: "application/sdp", body: offer))
            guard answer.status == 201, let live = answer.header("location")?.split(separator: "/").last else {
                throw LoadError("a live is refused: \(answer.status) \(answer.body)")
            }
            open.append(String(live))
        }
        await opener.close()
        let seated = (0..<places).flatMap { _ in open }
        var rows: [Row] = []
        for number in 0..<connections {
            let share = stride(from: number, to: seated.count, by: connections).map { seated[$0] }
            rows.append(
                Row(try await NodeConnection.open(address, on: loop), ListenerSeats(lives: share, tokens: tokens)))
        }
        return Crowd(rows: rows, lives: open, token: tokens.next(role: "listener"))
    }

    /// Every listener joins.
    func join() async throws -> String {
        let start = NIODeadline.now()
        let figures = try await all { row in try await row.turnAll() }
        return try figures.json(in: .now() - start)
    }

    /// Heartbeats at a rate, with the joins and leaves that come with them.
    func beat(rate: Double, for period: TimeAmount) async throws -> String {
        let turns = rate * Double(ListenerSeats.turnsOfAStay) / Double(ListenerSeats.beatsOfAStay)
        let gap = TimeAmount.nanoseconds(Int64(Double(rows.count) / turns * 1e9))
        let start = NIODeadline.now() + .milliseconds(50)
        let figures = try await all { number, row in
            // The connections are spread over the time between two turns of one.
            let first = start + .nanoseconds(gap.nanoseconds * Int64(number) / Int64(rows.count))
            return try await row.turn(from: first, to: start + period, every: gap)
        }
        return try figures.json(in: .now() - start)
    }

    /// The listeners of each live by the load's own count, and by the node's once both are the same: the node's count
    /// may be two seconds old.
    func count() async throws -> String {
        var present: [String: Int] = [:]
        for row in rows { present.merge(await row.present, uniquingKeysWith: +) }
        var counts: [Count] = []
        for live in lives {
            var count = Count(live: live, present: present[live] ?? 0, told: nil)
            for _ in 0..<50 where count.told != count.present {
                if count.told != nil { try await rows[0].connection.wait(until: .now() + .milliseconds(100)) }
                let answer = try await rows[0].connection.exchange(
                    Request(method: "GET", path: "/lives/\(live)", token: token))
                count.told = try JSONDecoder().decode(Document.self, from: Data(answer.body.utf8)).listeners
            }
            counts.append(count)
        }
        return String(decoding: try JSONEncoder().encode(counts), as: UTF8.self)
    }

    func leave() async {
        for row in rows { await row.connection.close() }
    }

    private struct Count: Codable {
        var live: String
        var present: Int
        var told: Int?
    }

    private struct Document: Decodable {
        var listeners: Int
    }

    private func all(_ body: @escaping @Sendable (Row) async throws -> AudienceFigures) async throws -> AudienceFigures
    {
        try await all { _, row in try await body(row) }
    }

    private func all(
        _ body: @escaping @Sendable (Int, Row) async throws -> AudienceFigures
    ) async throws -> AudienceFigures {
        try await withThrowingTaskGroup(of: AudienceFigures.self) { group in
            for (number, row) in rows.enumerated() { group.addTask { try await body(number, row) } }
            return try await group.reduce(into: AudienceFigures()) { $0.add($1) }
        }
    }
}
