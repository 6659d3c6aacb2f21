import Testing

@testable import RoadWave

@Suite("Queue of an outbox")
struct OutboxQueueTests {
    private func entries(_ queue: OutboxQueue<String, Int>, atMost size: Int = 10) -> [Int] {
        var queue = queue
        return queue.batch(atMost: size).map(\.entry)
    }

    private func write(_ queue: inout OutboxQueue<String, Int>, atMost size: Int) {
        let batch = queue.batch(atMost: size)
        queue.remove(batch)
    }

    @Test("entries come out in the order in which they came, until they are removed")
    func order() {
        var queue = OutboxQueue<String, Int>(limit: 10)
        for (number, key) in ["a", "b", "c"].enumerated() { _ = queue.put(number, for: key) }
        #expect(entries(queue, atMost: 2) == [0, 1])
        #expect(entries(queue) == [0, 1, 2])
        write(&queue, atMost: 2)
        #expect(entries(queue) == [2])
        #expect(queue.count == 1)
    }

    @Test("the latest entry of a key takes the place of the one before")
    func replacement() {
        var queue = OutboxQueue<String, Int>(limit: 2)
        _ = queue.put(1, for: "a")
        _ = queue.put(2, for: "b")
        let isTaken = queue.put(3, for: "a")
        #expect(isTaken)
        #expect(entries(queue) == [3, 2])
    }

    @Test("what came while the one before was written stays")
    func meanwhile() {
        var queue = OutboxQueue<String, Int>(limit: 10)
        _ = queue.put(1, for: "a")
        let batch = queue.batch(atMost: 10)
        _ = queue.put(2, for: "a")
        queue.remove(batch)
        #expect(entries(queue) == [2])
        write(&queue, atMost: 10)
        #expect(queue.count == 0)
    }

    @Test("a full queue takes no other key, and still the next entry of one that it has")
    func limit() {
        var queue = OutboxQueue<String, Int>(limit: 1)
        let taken = [(1, "a"), (2, "b"), (3, "a")].map { queue.put($0, for: $1) }
        #expect(taken == [true, false, true])
        #expect(entries(queue) == [3])
    }

    @Test("a version is written once nothing of it waits any more, of a key or of all")
    func versions() {
        var queue = OutboxQueue<String, Int>(limit: 10)
        _ = queue.put(1, for: "a")
        _ = queue.put(2, for: "b")
        let version = queue.version
        let batch = queue.batch(atMost: 1)
        // The first entry of a is being written, and the next ones are of no concern to who waits for the first.
        for entry in [3, 4] { _ = queue.put(entry, for: "a") }
        queue.remove(batch)
        #expect(queue.isWritten("a", upTo: version))
        #expect(!queue.isWritten("a", upTo: version + 1))
        #expect(!queue.isWritten("b", upTo: version))
        #expect(!queue.isWritten(nil, upTo: version))
        write(&queue, atMost: 10)
        #expect(queue.isWritten(nil, upTo: queue.version))
    }

    @Test("who waits for an entry that was replaced waits for what replaced it")
    func replacedVersion() {
        var queue = OutboxQueue<String, Int>(limit: 10)
        _ = queue.put(1, for: "a")
        let version = queue.version
        _ = queue.put(2, for: "a")
        #expect(!queue.isWritten("a", upTo: version))
        write(&queue, atMost: 1)
        #expect(queue.isWritten("a", upTo: version))
    }
}
