import RoadWaveMedia

@testable import RoadWaveMedia

/// Makes recordings as they are found on a disk, with pages, granule positions and flags that a test chooses.
struct RecordingBuilder {
    var bytes: [UInt8] = []

    /// Encoded sound, in packets of 20 ms.
    static func packets(_ pcm: PCM, bitrate: Int = 96_000) throws -> [[UInt8]] {
        let encoder = try OpusEncoder(channels: pcm.channels, bitrate: bitrate)
        return try stride(from: 0, to: pcm.frameCount - 959, by: 960).map {
            try encoder.encode(pcm.frames($0..<$0 + 960))
        }
    }

    static func tone(_ frequency: Double, seconds: Double, amplitude: Float = 0.2) -> PCM {
        var tone = ToneGenerator(frequency: frequency, amplitude: amplitude, channels: 2)
        return tone.next(seconds: seconds)
    }

    /// Adds a stream of pages of half a second.
    /// - Parameters:
    ///   - gaps: by the number of a packet, samples by which granule positions jump before it.
    ///   - leftOut: numbers of pages of sound that are missing.
    mutating func add(
        _ packets: [[UInt8]], serialNumber: UInt32 = 1, preSkip: UInt16 = 312, outputGain: Int16 = 0,
        start: Int64 = 0, gaps: [Int: Int64] = [:], leftOut: Set<Int> = [], trimmed: Int64 = 0, isFinished: Bool = true
    ) throws {
        var pages = [
            OggPage(
                flags: .first,
                packets: [try OpusHead(channels: 2, preSkip: preSkip, outputGain: outputGain).serialized()]),
            OggPage(packets: [OpusTags(vendor: "test").serialized()]),
        ]
        var position = start
        var waiting: [[UInt8]] = []
        func endPage() {
            guard !waiting.isEmpty else { return }
            pages.append(OggPage(packets: waiting, position: position))
            waiting = []
        }
        for (index, packet) in packets.enumerated() {
            if let gap = gaps[index] {
                endPage()
                position += gap
            }
            waiting.append(packet)
            position += Int64(try OpusPacket.duration(of: packet))
            if waiting.count == 25 { endPage() }
        }
        endPage()
        for index in pages.indices {
            pages[index].serialNumber = serialNumber
            pages[index].sequenceNumber = UInt32(index)
        }
        if isFinished {
            pages[pages.count - 1].flags.insert(.last)
            pages[pages.count - 1].granulePosition -= trimmed
        }
        for (index, page) in pages.enumerated() where !leftOut.contains(index - 2) { bytes += page.serialized() }
    }

    /// All parts of the recording, its bytes given in pieces.
    func parts(piece: Int = 5_000) throws -> [RecordingReader.Part] {
        let reader = RecordingReader()
        var parts: [RecordingReader.Part] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            reader.append(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            while let part = try reader.next() { parts.append(part) }
        }
        reader.finish()
        while let part = try reader.next() { parts.append(part) }
        try reader.checkSound()
        return parts
    }
}

extension OggPage {
    /// A page of whole packets, each of fewer than 255 segments.
    init(flags: Flags = [], packets: [[UInt8]], position: Int64 = 0) {
        let lacing = packets.flatMap { packet in
            [UInt8](repeating: 255, count: packet.count / 255) + [UInt8(packet.count % 255)]
        }
        self.init(
            flags: flags, granulePosition: position, serialNumber: 0, sequenceNumber: 0, lacing: lacing,
            body: packets.flatMap(\.self))
    }
}

extension [RecordingReader.Part] {
    /// Samples of sound, made up or not.
    var soundFrames: Int {
        reduce(0) { sum, part in
            switch part {
            case .sound(let pcm), .madeUp(let pcm): sum + pcm.frameCount
            case .gap, .stream: sum
            }
        }
    }

    /// Samples without sound.
    var gapFrames: Int64 {
        reduce(0) { sum, part in if case .gap(let length) = part { sum + length } else { sum } }
    }
}
