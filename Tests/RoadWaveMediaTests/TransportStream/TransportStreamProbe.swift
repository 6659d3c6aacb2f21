/// Takes a transport stream apart by the standard (ISO/IEC 13818-1), independent of the code under test.
struct TransportStreamProbe {
    struct Packet {
        let identifier: Int
        let startsUnit: Bool
        let continuityCounter: Int
        /// 90 kHz ticks.
        let clockReference: Int?
        let payload: ArraySlice<UInt8>
    }

    struct ElementaryPacket {
        /// 90 kHz ticks.
        let timestamp: Int
        /// The number of ADTS frames in it.
        let frames: Int
        /// Whether the ADTS frames fill it to the last byte.
        let isWhole: Bool
        let hasClockReference: Bool
    }

    let packets: [Packet]

    /// Nil when the bytes are not whole packets.
    init?(_ bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: 188) else { return nil }
        var packets: [Packet] = []
        for start in stride(from: 0, to: bytes.count, by: 188) {
            guard let packet = Packet(bytes[start..<start + 188]) else { return nil }
            packets.append(packet)
        }
        self.packets = packets
    }

    func packets(of identifier: Int) -> [Packet] { packets.filter { $0.identifier == identifier } }

    /// The PID of the first elementary stream, through PAT and PMT.
    var audioIdentifier: Int? {
        guard let association = packets(of: 0).first?.payload.dropFirst(), association.count > 12 else { return nil }
        let pat = Array(association)
        let mapIdentifier = Int(pat[10] & 0x1f) << 8 | Int(pat[11])
        guard let map = packets(of: mapIdentifier).first.map({ Array($0.payload.dropFirst()) }), map.count > 16 else {
            return nil
        }
        let stream = 12 + (Int(map[10] & 0x0f) << 8 | Int(map[11]))
        return Int(map[stream + 1] & 0x1f) << 8 | Int(map[stream + 2])
    }

    /// The PES packets of the audio, each begun and ended in this stream.
    var elementaryPackets: [ElementaryPacket] {
        guard let audioIdentifier else { return [] }
        var units: [(bytes: [UInt8], hasClock: Bool)] = []
        for packet in packets(of: audioIdentifier) {
            if packet.startsUnit {
                units.append((Array(packet.payload), packet.clockReference != nil))
            } else if !units.isEmpty {
                units[units.count - 1].bytes += packet.payload
            }
        }
        return units.compactMap { ElementaryPacket($0.bytes, hasClockReference: $0.hasClock) }
    }
}

extension TransportStreamProbe.Packet {
    init?(_ bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        guard bytes[0] == 0x47 else { return nil }
        identifier = Int(bytes[1] & 0x1f) << 8 | Int(bytes[2])
        startsUnit = bytes[1] & 0x40 != 0
        continuityCounter = Int(bytes[3] & 0x0f)
        let hasAdaptation = bytes[3] & 0x20 != 0
        let start = hasAdaptation ? 5 + Int(bytes[4]) : 4
        guard start <= 188 else { return nil }
        payload = bytes[start...]
        guard hasAdaptation, bytes[4] >= 7, bytes[5] & 0x10 != 0 else {
            clockReference = nil
            return
        }
        clockReference = bytes[6...9].reduce(0) { $0 << 8 | Int($1) } << 1 | Int(bytes[10] >> 7)
    }
}

extension TransportStreamProbe.ElementaryPacket {
    init?(_ bytes: [UInt8], hasClockReference: Bool) {
        guard bytes.count > 14, bytes[0...2] == [0, 0, 1], bytes[7] & 0x80 != 0 else { return nil }
        timestamp =
            Int(bytes[9] >> 1 & 0x07) << 30 | Int(bytes[10]) << 22 | Int(bytes[11] >> 1) << 15 | Int(bytes[12]) << 7
            | Int(bytes[13] >> 1)
        self.hasClockReference = hasClockReference
        let end = 6 + Int(bytes[4]) << 8 + Int(bytes[5])
        var position = 9 + Int(bytes[8])
        var frames = 0
        while position + 7 <= bytes.count, bytes[position] == 0xff, bytes[position + 1] & 0xf0 == 0xf0 {
            let length =
                Int(bytes[position + 3] & 3) << 11 | Int(bytes[position + 4]) << 3 | Int(bytes[position + 5] >> 5)
            guard length > 7 else { return nil }
            position += length
            frames += 1
        }
        self.frames = frames
        isWhole = position == bytes.count && end == bytes.count
    }
}
