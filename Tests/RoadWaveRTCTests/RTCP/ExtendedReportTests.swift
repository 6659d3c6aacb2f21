import RoadWaveRTC
import Testing

@Suite("RTCP extended reports")
struct ExtendedReportTests {
    private func blocks(_ bytes: [UInt8]) throws -> [ExtendedReport.Block] {
        let words = UInt8((bytes.count + 4) / 4)
        let compound = try RTCPCompound(parsing: [0x80, 207, 0, words, 0, 0, 0, 9] + bytes)
        guard case .extendedReport(let report)? = compound.packets.first else { return [] }
        #expect(report.ssrc == 9)
        return report.blocks
    }

    @Test("the two blocks have the layout of RFC 3611 §4.4 and §4.5")
    func layout() {
        let report = ExtendedReport(
            ssrc: 9,
            blocks: [
                .receiverReferenceTime(NTPTimestamp(rawValue: 0x0102_0304_0506_0708)),
                .delaysSinceReference([DelaySinceReference(ssrc: 10, lastReference: 0x0304_0506, delay: 0x0001_8000)]),
            ])
        #expect(
            RTCPCompound([.extendedReport(report)]).serialized() == [
                0x80, 207, 0, 8, 0, 0, 0, 9,
                4, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8,
                5, 0, 0, 3, 0, 0, 0, 10, 3, 4, 5, 6, 0, 1, 0x80, 0,
            ])
    }

    @Test("a block of another type is skipped, whatever it holds")
    func unknownBlock() throws {
        let time: [UInt8] = [4, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
        #expect(
            try blocks([6, 0xFF, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF] + time) == [
                .receiverReferenceTime(NTPTimestamp(rawValue: 0x1_0000_0002))
            ])
    }

    @Test(
        "a block whose length is not its type's is skipped",
        arguments: [[4, 0, 0, 0], [4, 0, 0, 1, 0, 0, 0, 1], [5, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]] as [[UInt8]])
    func wrongLength(bytes: [UInt8]) throws {
        #expect(try blocks(bytes).isEmpty)
    }

    @Test("a block that runs past the end refuses the packet")
    func pastTheEnd() {
        #expect(throws: RTCPError.truncated) { try blocks([4, 0, 0xFF, 0xFF, 0, 0, 0, 1]) }
    }
}
