internal import Foundation
internal import Subprocess
internal import SystemPackage

/// The Python environment of the witnesses and peers that no one here wrote (`ci/setup` makes it).
package struct PythonEnvironment: Sendable {
    /// The interpreter: `ROADWAVE_PYTHON`, or the one that `ci/setup` installs by default.
    package let interpreter: String

    package init() {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
        interpreter = environment["ROADWAVE_PYTHON"] ?? cache + "/roadwave/witnesses/bin/python"
    }

    /// Whether `ci/setup` made it.
    package var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: interpreter) }

    /// The FFmpeg 9 that the package `imageio-ffmpeg` ships: the system's has no WHIP muxer.
    package func ffmpeg() async throws -> String {
        let result = try await Subprocess.run(
            .path(.init(interpreter)),
            arguments: ["-c", "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())"],
            output: .string(limit: 4_096), error: .string(limit: 4_096))
        guard result.terminationStatus.isSuccess else {
            throw DriverError("imageio-ffmpeg manque (ci/setup l'installe) : \(result.standardError)")
        }
        return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
