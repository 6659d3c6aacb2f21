import Testing

@testable import StepDefinitions

@Suite("A transport stream as a witness reads it")
struct TransportStreamFactsTests {
    private static let mapIdentifier = 0x1000
    private static let soundIdentifier = 0x100

    /// A packet of payload, stuffed to 188 bytes.
    private static func packet(_ identifier: Int, counter: Int, beginsUnit: Bool = false, _ payload: [UInt8]) -> [UInt8]
    {
        let head: [UInt8] = [
            0x47, (beginsUnit ? 0x40 : 0) | UInt8(identifier >> 8), UInt8(identifier & 0xFF), 0x10 | UInt8(counter),
        ]
        return head + payload + [UInt8](repeating: 0xFF, count: 184 - payload.count)
    }

    /// PAT: program 1 has its map in `mapIdentifier`. The first byte is the pointer.
    private static let association = packet(
        0, counter: 0, beginsUnit: true, [0, 0x00, 0xB0, 13, 0, 1, 0xC1, 0, 0, 0, 1, 0xF0, 0x00, 1, 2, 3, 4])

    /// PMT: one stream of a type.
    private static func map(_ type: UInt8) -> [UInt8] {
        packet(
            mapIdentifier, counter: 0, beginsUnit: true,
            [0, 0x02, 0xB0, 18, 0, 1, 0xC1, 0, 0, 0xE1, 0x00, 0xF0, 0, type, 0xE1, 0x00, 0xF0, 0, 1, 2, 3, 4])
    }

    private static func sound(_ counters: [Int]) -> [UInt8] {
        counters.flatMap { packet(soundIdentifier, counter: $0, [1, 2, 3]) }
    }

    @Test("tables first, the type of the stream, counters that go on")
    func segment() throws {
        let facts = try #require(TransportStreamFacts(Self.association + Self.map(0x0F) + Self.sound([14, 15, 0])))
        #expect(facts.beginsWithTables)
        #expect(facts.streamTypes == [TransportStreamFacts.streamTypeADTS])
        #expect(facts.isContinuous)
        #expect(facts.counters[Self.soundIdentifier] == .init(first: 14, last: 0))
    }

    @Test("what does not begin with PAT and PMT is seen")
    func noTables() throws {
        let sound = Self.sound([0])
        #expect(try #require(TransportStreamFacts(sound + Self.association + Self.map(0x0F))).beginsWithTables == false)
        #expect(try #require(TransportStreamFacts(Self.association + sound)).beginsWithTables == false)
        #expect(try #require(TransportStreamFacts(Self.association)).beginsWithTables == false)
    }

    @Test("a lost packet is seen")
    func lostPacket() throws {
        let facts = try #require(TransportStreamFacts(Self.association + Self.map(0x0F) + Self.sound([3, 5])))
        #expect(!facts.isContinuous)
    }

    @Test(
        "what is no transport stream is none, whatever its length",
        arguments: [[], [0x47], [UInt8](repeating: 0, count: 188), [UInt8](repeating: 0x47, count: 189)])
    func others(bytes: [UInt8]) {
        #expect(TransportStreamFacts(bytes) == nil)
    }

    @Test("lengths that lie do not trap")
    func lies() {
        for value in [UInt8.min, 0x7F, .max] {
            var bytes = Self.association + Self.map(0x0F)
            for position in bytes.indices where position % 188 >= 3 {
                let kept = bytes[position]
                bytes[position] = value
                _ = TransportStreamFacts(bytes)
                bytes[position] = kept
            }
            let monotone = (0..<2 * 188).map { position in position.isMultiple(of: 188) ? 0x47 : value }
            _ = TransportStreamFacts(monotone)
        }
    }
}
