import Testing

@testable import RoadWave

@Suite("Backlog of a recording")
struct RecordingBacklogTests {
    private func packet(_ index: Int, size: Int = 120) -> RecordingBacklog.Packet {
        .init(bytes: [UInt8](repeating: 0, count: size), duration: 960, time: MediaTime(samples: Int64(index * 960)))
    }

    @Test("it takes seconds of speech, and no more memory than its capacity")
    func bound() {
        var backlog = RecordingBacklog()
        var count = 0
        while backlog.append(packet(count)) { count += 1 }
        #expect(count > 3 * 50)
        #expect(backlog.size <= RecordingBacklog.capacity)
        #expect(backlog.duration == (count - 1) * 960)
    }

    @Test("empty packets are not free")
    func overhead() {
        var backlog = RecordingBacklog()
        var count = 0
        while backlog.append(packet(0, size: 0)) { count += 1 }
        #expect(count < 1_000)
    }

    @Test("taken, it is empty")
    func taking() {
        var backlog = RecordingBacklog()
        let isAccepted = backlog.append(packet(0))
        #expect(isAccepted)
        let taken = backlog.takeAll()
        #expect(taken.count == 1)
        #expect(backlog.packets.isEmpty)
        #expect(backlog.size == 0)
        #expect(backlog.duration == 0)
    }
}
