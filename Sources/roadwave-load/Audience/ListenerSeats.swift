import Foundation
import NIOCore

/// The listeners of one connection, who take turns: a place for each, whose listener sends ``beatsOfAStay`` heartbeats,
/// leaves with the turn after that, and is followed by another user one turn later.
///
/// So most places have a listener at any time, and lives have different numbers of listeners.
struct ListenerSeats: Sendable {
    /// Five minutes at 10 s.
    static let beatsOfAStay = 30
    /// The turns of a stay: its heartbeats, a leave and a join.
    static let turnsOfAStay = beatsOfAStay + 2

    private struct Seat {
        let live: String
        var token: String
        /// The listener's session and the bytes of its heartbeat; nil while the place is free.
        var session: (id: String, beat: ByteBuffer)?
        var beats: Int
    }

    private var seats: [Seat] = []
    private var next = 0
    private let tokens: ListenerTokens

    /// - Parameter lives: the live of each place.
    init(lives: [String], tokens: ListenerTokens) {
        self.tokens = tokens
        // Stays begin apart: otherwise all listeners would leave in the same period.
        seats = lives.enumerated().map { number, live in
            Seat(live: live, token: tokens.next(role: "listener"), beats: number % Self.beatsOfAStay)
        }
    }

    var count: Int { seats.count }

    /// The current listeners of each live.
    var present: [String: Int] {
        seats.reduce(into: [:]) { $0[$1.live, default: 0] += $1.session == nil ? 0 : 1 }
    }

    /// The turn of the next place.
    /// - Parameter deadline: the due time, from which the response time counts.
    mutating func takeTurn(
        on connection: isolated NodeConnection, since deadline: NIODeadline?, _ figures: inout AudienceFigures
    ) async throws {
        let number = next
        next = (next + 1) % seats.count
        guard let session = seats[number].session else { return try await join(number, connection, &figures) }
        guard seats[number].beats < Self.beatsOfAStay else {
            return try await leave(number, session.id, connection, &figures)
        }
        let start = deadline ?? .now()
        let answer = try await connection.exchange(session.beat)
        figures.beats.append(NIODeadline.now() - start)
        seats[number].beats += 1
        guard answer.status != 204 else { return }
        figures.refuse(answer)
        // As an application does after a 404.
        if answer.status == 404 { try await join(number, connection, &figures) }
    }

    private mutating func join(
        _ number: Int, _ connection: isolated NodeConnection, _ figures: inout AudienceFigures
    ) async throws {
        let seat = seats[number]
        let start = NIODeadline.now()
        let answer = try await connection.exchange(
            Request(
                method: "POST", path: "/lives/\(seat.live)/listeners", token: seat.token, type: "application/json",
                body: "{}"))
        figures.changes.append(NIODeadline.now() - start)
        guard answer.status == 201, let id = answer.header("location")?.split(separator: "/").last.map(String.init)
        else { return figures.refuse(answer) }
        let beat = connection.text(
            of: Request(
                method: "POST", path: "/lives/\(seat.live)/listeners/\(id)/heartbeat", token: seat.token))
        seats[number].session = (id, beat)
    }

    private mutating func leave(
        _ number: Int, _ session: String, _ connection: isolated NodeConnection, _ figures: inout AudienceFigures
    ) async throws {
        let seat = seats[number]
        let start = NIODeadline.now()
        let answer = try await connection.exchange(
            Request(method: "DELETE", path: "/lives/\(seat.live)/listeners/\(session)", token: seat.token))
        figures.changes.append(NIODeadline.now() - start)
        guard answer.status == 204 else { return figures.refuse(answer) }
        seats[number] = Seat(live: seat.live, token: tokens.next(role: "listener"), session: nil, beats: 0)
    }
}
