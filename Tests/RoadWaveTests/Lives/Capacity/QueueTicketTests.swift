import Testing

@testable import RoadWave

@Suite("Queue ticket")
struct QueueTicketTests {
    @Test("a ticket is 128 bits in hexadecimal, and no two are the same")
    func random() {
        let tickets = (0..<1_000).map { _ in QueueTicket.random().description }
        #expect(Set(tickets).count == 1_000)
        #expect(tickets.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }
}
