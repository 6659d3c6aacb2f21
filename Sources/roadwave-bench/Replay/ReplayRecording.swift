internal import Foundation

/// The recording that is converted, made once and kept: making an hour takes half a minute.
struct ReplayRecording {
    let minutes: Int

    /// Another number makes it anew: to be raised with any change to what `roadwave-convert programme` makes.
    private static let version = 1

    /// Where it is, made if it is not there yet.
    func file(progress: (String) -> Void) throws -> URL {
        let environment = ProcessInfo.processInfo.environment
        let folder =
            environment["ROADWAVE_BENCH_CACHE"].map { URL(filePath: $0) }
            ?? FileManager.default.temporaryDirectory.appending(path: "roadwave-bench-cache")
        let file = folder.appending(path: "replay-\(minutes)min-\(Self.version).opus")
        guard !FileManager.default.fileExists(atPath: file.path) else { return file }
        progress("making a recording of \(minutes) min")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        _ = try MeasuredProcess.run(
            "roadwave-convert", ["programme", file.path, "--minutes", "\(minutes)"],
            output: folder.appending(path: "programme.txt"))
        return file
    }
}
