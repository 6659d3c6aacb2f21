internal import ArgumentParser
internal import Foundation
internal import RoadWaveMedia

/// `roadwave-convert programme`: the recording that is converted, the same at every run.
struct ProgrammeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme", abstract: "Makes a recording of speech, music and silences.")

    @Argument(help: "The file to write.")
    var output: String

    @Option(help: "How many minutes.")
    var minutes = 60

    func run() throws {
        // Written under another name first: a recording that was broken off is not taken for a whole one.
        let unfinished = output + ".part"
        try Data().write(to: URL(filePath: unfinished))
        let file = try FileHandle(forWritingTo: URL(filePath: unfinished))
        let encoder = try OpusEncoder(channels: 2, bitrate: 64_000, complexity: 5)
        var writer = OggOpusWriter(
            head: try OpusHead(channels: 2, preSkip: UInt16(encoder.lookahead)), tags: OpusTags(vendor: "RoadWave"),
            serialNumber: 1)
        var sound = ReplayProgramme()
        for packet in 0..<minutes * 60 * ReplayProgramme.packetsPerSecond {
            writer.append(try encoder.encode(sound.next()), lasting: ReplayProgramme.packetFrames)
            if packet.isMultiple(of: ReplayProgramme.packetsPerSecond) { try file.write(contentsOf: writer.flush()) }
        }
        try file.write(contentsOf: writer.finish())
        try file.close()
        guard rename(unfinished, output) == 0 else { throw ConvertError("\(output) cannot be written") }
    }
}
