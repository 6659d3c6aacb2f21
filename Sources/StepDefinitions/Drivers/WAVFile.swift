internal import Foundation
internal import RoadWaveMedia

/// A file that a browser's microphone hears: 16-bit PCM in the oldest of containers.
enum WAVFile {
    /// Writes a sound.
    static func write(_ sound: PCM, to path: String) throws {
        let bytes = 2 * sound.samples.count
        let frameBytes = 2 * sound.channels
        var data = Data()
        data.reserveCapacity(44 + bytes)
        func append(_ text: String) { data.append(contentsOf: text.utf8) }
        func append(_ number: Int, _ width: Int) {
            for index in 0..<width { data.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
        }
        append("RIFF")
        append(36 + bytes, 4)
        append("WAVEfmt ")
        append(16, 4)
        // Uncompressed.
        append(1, 2)
        append(sound.channels, 2)
        append(sound.sampleRate, 4)
        append(sound.sampleRate * frameBytes, 4)
        append(frameBytes, 2)
        append(16, 2)
        append("data")
        append(bytes, 4)
        for sample in sound.samples { append(Int(max(-1, min(1, sample)) * 32_767), 2) }
        try data.write(to: URL(filePath: path))
    }
}
