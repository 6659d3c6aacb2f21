import RoadWaveMedia

@testable import RoadWave

// Tests have packets only; in a live their header was read as they arrived. 20 ms stand for what is no packet.

extension BroadcastPipeline {
    func append(_ packet: [UInt8], at time: MediaTime) throws(MediaError) -> [SegmentSet] {
        try append(packet, lasting: (try? OpusPacket.duration(of: packet)) ?? 960, at: time)
    }
}

extension OpusTimeline {
    mutating func append(_ packet: [UInt8], at time: MediaTime) throws(MediaError) -> PCM {
        try append(packet, lasting: (try? OpusPacket.duration(of: packet)) ?? 960, at: time)
    }
}

extension LiveEncoding {
    func append(_ packet: [UInt8], at time: MediaTime) throws(MediaError) -> RefusedPacket? {
        try append(packet, lasting: (try? OpusPacket.duration(of: packet)) ?? 960, at: time)
    }
}
