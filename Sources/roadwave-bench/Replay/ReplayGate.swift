internal import Foundation

/// The level of a finished file as FFmpeg's `ebur128` reads it, and whether a replay may have it.
///
/// It reads the metadata of each 100 ms, with three digits. The summary at the end is rounded to one: -0.96 dBTP would pass
/// there as -1.0.
struct ReplayGate {
    /// LUFS, and how far from it a replay may be, in LU.
    static let target = -14.0
    static let tolerance = 0.3
    /// Linear: -1 dBTP.
    static let greatestTruePeak = 0.8913

    /// Integrated, in LUFS.
    let loudness: Double
    /// Linear: 1 is full scale.
    let truePeak: Double

    /// In dBTP.
    var truePeakDecibels: Double { 20 * log10(truePeak) }

    /// Why the file is refused; empty where it passes.
    var refusals: [String] {
        var refusals: [String] = []
        // Written so that what is not a number is refused.
        if !(abs(loudness - Self.target) <= Self.tolerance) {
            refusals.append(String(format: "%.2f LUFS", loudness))
        }
        if !(truePeak <= Self.greatestTruePeak) {
            refusals.append(String(format: "%.2f dBTP", truePeakDecibels))
        }
        return refusals
    }

    /// Reads what ``filter`` printed. Both values are those of all sound so far, so that the last ones count.
    /// - Throws: ``BenchError`` when one is missing: a gate that reads nothing must not pass anything.
    init(metadata: String) throws {
        var last: [Substring: Double] = [:]
        for line in metadata.split(separator: "\n") where line.hasPrefix(Self.prefix) {
            let words = line.dropFirst(Self.prefix.count).split(separator: "=")
            if words.count == 2 { last[words[0]] = Double(words[1]) }
        }
        guard let loudness = last["I"], let truePeak = last["true_peak"] else {
            throw BenchError("ebur128 gives no loudness or no true peak")
        }
        self.loudness = loudness
        self.truePeak = truePeak
    }

    /// Measures a file.
    /// - Parameter folder: where what FFmpeg prints is put for a while.
    init(file: URL, in folder: URL) throws {
        let output = folder.appending(path: "\(UUID().uuidString).ebur128")
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: output.appendingPathExtension("log"))
        }
        _ = try MeasuredProcess.run(
            "/usr/bin/env",
            ["ffmpeg", "-nostdin", "-v", "error", "-i", file.path, "-af", Self.filter, "-f", "null", "-"],
            output: output)
        try self.init(metadata: Self.end(of: output))
    }

    private static let prefix = "lavfi.r128."
    /// FFmpeg's filters for a file.
    private static let filter = "ebur128=metadata=1:peak=true,ametadata=mode=print:file=-"

    /// The last of what was printed: an hour is 20 MB, each 100 ms some hundreds of bytes.
    private static func end(of file: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: size > 16_384 ? size - 16_384 : 0)
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }
}
