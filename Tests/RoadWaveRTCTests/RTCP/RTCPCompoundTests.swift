import RoadWaveRTC
import Testing

@Suite("RTCP compound packets")
struct RTCPCompoundTests {
    private static let block = ReportBlock(
        ssrc: 0x0102_0304, fractionLost: 64, cumulativeLost: -2, extendedHighestSequence: 0x0001_FFFE, jitter: 480,
        lastSenderReport: 0x1122_3344, delaySinceLastSenderReport: 0x0001_8000)

    private static let packets: [RTCPPacket] = [
        .senderReport(
            SenderReport(
                ssrc: 7, ntp: NTPTimestamp(rawValue: 0x0102_0304_0506_0708), rtpTimestamp: 96_000, packetCount: 100,
                octetCount: 8_000, reports: [block, block])),
        .receiverReport(ReceiverReport(ssrc: 8, reports: [block])),
        .sourceDescription([
            SourceDescription(ssrc: 7, canonicalName: "été"), SourceDescription(ssrc: 8, canonicalName: nil),
        ]),
        .genericNACK(GenericNACK(senderSSRC: 8, mediaSSRC: 7, sequenceNumbers: [65_534, 65_535, 0, 14, 40])),
        .extendedReport(
            ExtendedReport(
                ssrc: 8,
                blocks: [
                    .receiverReferenceTime(NTPTimestamp(rawValue: 0x0102_0304_0506_0708)),
                    .delaysSinceReference([DelaySinceReference(ssrc: 7, lastReference: 0x0304_0506, delay: 65_536)]),
                ])),
        .goodbye(Goodbye(sources: [7, 8], reason: "fin")),
        .goodbye(Goodbye(sources: [7])),
    ]

    @Test("each packet is read as it was written", arguments: packets)
    func roundTrip(packet: RTCPPacket) throws {
        let bytes = RTCPCompound([packet]).serialized()
        #expect(bytes.count.isMultiple(of: 4))
        #expect(try RTCPCompound(parsing: bytes).packets == [packet])
    }

    @Test("packets of a compound keep their order")
    func order() throws {
        let bytes = RTCPCompound(Self.packets).serialized()
        #expect(try RTCPCompound(parsing: bytes).packets == Self.packets)
    }

    @Test("a receiver report has the layout of RFC 3550 §6.4.2")
    func receiverReportLayout() {
        let bytes = RTCPCompound([.receiverReport(ReceiverReport(ssrc: 8, reports: [Self.block]))]).serialized()
        #expect(
            bytes == [
                0x81, 201, 0, 7, 0, 0, 0, 8,
                1, 2, 3, 4, 64, 0xFF, 0xFF, 0xFE, 0, 1, 0xFF, 0xFE, 0, 0, 1, 0xE0,
                0x11, 0x22, 0x33, 0x44, 0, 1, 0x80, 0,
            ])
    }

    @Test("a source description ends with a zero and reaches a 32-bit word", arguments: 0...5)
    func descriptionPadding(length: Int) throws {
        let name = String(repeating: "x", count: length)
        let packet = RTCPPacket.sourceDescription([SourceDescription(ssrc: 7, canonicalName: name)])
        let bytes = RTCPCompound([packet]).serialized()
        #expect(bytes.last == 0)
        #expect(bytes.count.isMultiple(of: 4))
        #expect(try RTCPCompound(parsing: bytes).packets == [packet])
    }

    @Test("a NACK packs the 16 numbers that follow one into a mask, across the wrap")
    func nackMask() {
        let nack = GenericNACK(senderSSRC: 1, mediaSSRC: 2, sequenceNumbers: [65_535, 0, 15, 16])
        let bytes = RTCPCompound([.genericNACK(nack)]).serialized()
        #expect(bytes == [0x81, 205, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0xFF, 0xFF, 0x80, 1, 0, 16, 0, 0])
    }

    @Test("what we do not use is skipped and named")
    func others() throws {
        // Transport-wide feedback, picture loss, APP; then a report.
        let skipped: [UInt8] = [
            0x8F, 205, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2,
            0x83, 204, 0, 2, 0, 0, 0, 1, 65, 66, 67, 68,
        ]
        let report = RTCPPacket.receiverReport(ReceiverReport(ssrc: 9))
        let compound = try RTCPCompound(parsing: skipped + RTCPCompound([report]).serialized())
        #expect(
            compound.packets == [
                .other(type: 205, format: 15), .other(type: 206, format: 1), .other(type: 204, format: 3),
                report,
            ])
    }

    @Test("padding is taken off the last packet")
    func padding() throws {
        var bytes = RTCPCompound([.receiverReport(ReceiverReport(ssrc: 9))]).serialized()
        bytes[0] |= 0x20
        bytes[3] = 2
        bytes += [0, 0, 0, 4]
        #expect(try RTCPCompound(parsing: bytes).packets == [.receiverReport(ReceiverReport(ssrc: 9))])
    }

    @Test(
        "malformed packets are refused for what they are",
        arguments: [
            ([], .truncated),
            ([0x80], .truncated),
            ([0x80, 201, 0], .truncated),
            ([0x80, 201, 0, 1], .truncated),
            ([0x80, 201, 0xFF, 0xFF, 0, 0, 0, 9], .truncated),
            ([0x81, 201, 0, 1, 0, 0, 0, 9], .truncated),
            ([0x80, 200, 0, 1, 0, 0, 0, 9], .truncated),
            ([0x9F, 203, 0, 1, 0, 0, 0, 9], .truncated),
            ([0x81, 203, 0, 2, 0, 0, 0, 9, 200, 65, 65, 65], .truncated),
            ([0x81, 203, 0, 2, 0, 0, 0, 9, 1, 0xFF, 0, 0], .malformedText),
            ([0x81, 205, 0, 1, 0, 0, 0, 9], .truncated),
            ([0x80, 207, 0, 0], .truncated),
            ([0x80, 207, 0, 2, 0, 0, 0, 9, 4, 0, 0, 2], .truncated),
            ([0x81, 202, 0, 1, 0, 0, 0, 9], .malformedText),
            ([0x81, 202, 0, 2, 0, 0, 0, 9, 1, 9, 65, 0], .truncated),
            ([0x81, 202, 0, 2, 0, 0, 0, 9, 1, 2, 0xC3, 0x28], .malformedText),
            ([0x40, 201, 0, 1, 0, 0, 0, 9], .unsupportedVersion),
            ([0x80, 96, 0, 1, 0, 0, 0, 9], .notRTCP),
            ([0xA0, 201, 0, 1, 0, 0, 0, 0], .badPadding),
            ([0xA0, 201, 0, 1, 0, 0, 0, 5], .badPadding),
            ([0xA0, 201, 0, 1, 0, 0, 0, 8], .badPadding),
            ([0xA0, 201, 0, 0], .badPadding),
            ([0xA0, 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4, 0x80, 201, 0, 1, 0, 0, 0, 9], .badPadding),
        ] as [([UInt8], RTCPError)])
    func malformed(bytes: [UInt8], error: RTCPError) {
        #expect(throws: error) { try RTCPCompound(parsing: bytes) }
    }

    @Test("a compound cut short anywhere but between two packets is refused")
    func truncation() {
        let bytes = RTCPCompound(Self.packets).serialized()
        var boundaries: Set<Int> = []
        for packet in Self.packets {
            boundaries.insert((boundaries.max() ?? 0) + RTCPCompound([packet]).serialized().count)
        }
        for length in 0..<bytes.count {
            let isReadable = (try? RTCPCompound(parsing: Array(bytes.prefix(length)))) != nil
            #expect(isReadable == boundaries.contains(length), "\(length) bytes")
        }
    }

    @Test("noise is refused or read, and what is read can be written and read again")
    func noise() throws {
        var generator = SeededGenerator(seed: 21)
        let whole = RTCPCompound(Self.packets).serialized()
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                    in: 0 ... .max, using: &generator)
            }
            guard let compound = try? RTCPCompound(parsing: bytes) else { continue }
            let known = compound.packets.filter { if case .other = $0 { false } else { true } }
            guard !known.isEmpty else { continue }
            #expect(try RTCPCompound(parsing: RTCPCompound(known).serialized()).packets == known)
        }
    }
}
