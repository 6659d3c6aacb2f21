import Foundation

/// The `ffmpeg` and `ffprobe` of the system, which nobody here wrote.
enum FFmpegWitness {
    struct Loudness {
        /// In LUFS.
        var integrated: Double
        /// Linear.
        var truePeak: Double
    }

    static var isInstalled: Bool {
        ["/usr/bin/ffmpeg", "/usr/bin/ffprobe"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What the filter `ebur128` says at the end of a file. Its summary has one digit, its metadata three.
    static func loudness(of file: [UInt8]) throws -> Loudness {
        let filter = "ebur128=peak=true:metadata=1,ametadata=mode=print:file=-"
        let text = try run("ffmpeg", ["-v", "quiet", "-i", "FILE", "-af", filter, "-f", "null", "-"], on: file)
        func last(_ key: String) throws -> Double {
            let lines = text.split(separator: "\n").filter { $0.hasPrefix("lavfi.r128.\(key)=") }
            guard let value = lines.last?.split(separator: "=").last.flatMap({ Double($0) }) else {
                throw CocoaError(.fileReadCorruptFile)
            }
            return value
        }
        return Loudness(integrated: try last("I"), truePeak: try last("true_peak"))
    }

    /// What `ffprobe` says of a file, as JSON.
    static func probe(_ file: [UInt8], _ arguments: [String], ending: String = "mp3") throws -> Data {
        Data(try run("ffprobe", ["-v", "quiet", "-of", "json"] + arguments + ["FILE"], on: file, ending: ending).utf8)
    }

    private static func run(
        _ name: String, _ arguments: [String], on file: [UInt8], ending: String = "mp3"
    ) throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).\(ending)")
        try Data(file).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(name)")
        process.arguments = arguments.map { $0 == "FILE" ? url.path() : $0 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
