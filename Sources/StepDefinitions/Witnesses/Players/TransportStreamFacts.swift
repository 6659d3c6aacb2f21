/// What the packets of a segment say, read without the engine's muxer (ISO/IEC 13818-1).
struct TransportStreamFacts: Equatable, Sendable {
    /// AAC in ADTS, in a program map table.
    static let streamTypeADTS = 0x0F
    /// MPEG-1 audio, which MP3 is.
    static let streamTypeMPEGAudio = 0x03

    /// Whether the first packet is the program association table, the second the program map table that it names.
    var beginsWithTables: Bool
    /// Of each elementary stream in the program map table.
    var streamTypes: [Int]
    /// Of each packet identifier that carries payload, the first and the last continuity counter.
    var counters: [Int: ClosedCounters]
    /// Whether the counters follow each other inside the segment.
    var isContinuous: Bool

    struct ClosedCounters: Equatable, Sendable {
        var first: Int
        var last: Int
    }

    private static let packetSize = 188

    init(
        beginsWithTables: Bool, streamTypes: [Int], counters: [Int: ClosedCounters], isContinuous: Bool
    ) {
        self.beginsWithTables = beginsWithTables
        self.streamTypes = streamTypes
        self.counters = counters
        self.isContinuous = isContinuous
    }

    /// Nil when the bytes are not whole packets that begin with their sync byte.
    init?(_ bytes: [UInt8]) {
        let starts = stride(from: 0, to: bytes.count, by: Self.packetSize)
        guard !bytes.isEmpty, bytes.count % Self.packetSize == 0, starts.allSatisfy({ bytes[$0] == 0x47 }) else {
            return nil
        }
        let packets = starts.map { Packet(bytes[$0..<$0 + Self.packetSize]) }
        let mapIdentifier = packets.first.flatMap { $0.identifier == 0 ? Self.mapIdentifier($0.section) : nil }
        let map = packets.dropFirst().first
        beginsWithTables = map != nil && map?.identifier == mapIdentifier && map?.section.first == 0x02
        streamTypes = beginsWithTables ? Self.streamTypes(map?.section ?? []) : []
        var counters: [Int: ClosedCounters] = [:]
        var isContinuous = true
        for packet in packets where packet.hasPayload {
            if var known = counters[packet.identifier] {
                if packet.counter != (known.last + 1) % 16 { isContinuous = false }
                known.last = packet.counter
                counters[packet.identifier] = known
            } else {
                counters[packet.identifier] = ClosedCounters(first: packet.counter, last: packet.counter)
            }
        }
        self.counters = counters
        self.isContinuous = isContinuous
    }

    /// The packet identifier of the program map table of the only program (§2.4.4.3).
    private static func mapIdentifier(_ table: [UInt8]) -> Int? {
        guard table.count >= 12, table[0] == 0 else { return nil }
        return Int(table[10] & 0x1F) << 8 | Int(table[11])
    }

    /// The stream types of a program map table (§2.4.4.8): five bytes each, after the descriptors of the program.
    private static func streamTypes(_ table: [UInt8]) -> [Int] {
        guard table.count >= 12 else { return [] }
        // The section's length counts what follows it, the four bytes of its CRC included.
        let end = min(table.count, 3 + (Int(table[1] & 0x0F) << 8 | Int(table[2])) - 4)
        var position = 12 + (Int(table[10] & 0x0F) << 8 | Int(table[11]))
        var types: [Int] = []
        while position + 5 <= end {
            types.append(Int(table[position]))
            position += 5 + (Int(table[position + 3] & 0x0F) << 8 | Int(table[position + 4]))
        }
        return types
    }

    /// One packet (§2.4.3.2).
    private struct Packet {
        let identifier: Int
        let counter: Int
        let hasPayload: Bool
        /// The table that begins in it, behind the pointer; empty when there is none.
        let section: [UInt8]

        init(_ bytes: ArraySlice<UInt8>) {
            let bytes = Array(bytes)
            identifier = Int(bytes[1] & 0x1F) << 8 | Int(bytes[2])
            counter = Int(bytes[3] & 0x0F)
            hasPayload = bytes[3] & 0x10 != 0
            let payload = bytes[3] & 0x20 == 0 ? 4 : 5 + Int(bytes[4])
            let beginsUnit = bytes[1] & 0x40 != 0
            section =
                hasPayload && beginsUnit && payload < bytes.count
                ? Array(bytes.dropFirst(payload + 1 + Int(bytes[payload]))) : []
        }
    }
}
