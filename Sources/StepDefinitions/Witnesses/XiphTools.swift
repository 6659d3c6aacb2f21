internal import Subprocess

/// What the tools of Xiph, where Ogg and Opus were made, have to say against a file: `opusinfo` and `oggz-validate`.
enum XiphTools {
    /// The lines in which they complain; none when the file is as the RFCs have it.
    static func complaints(about path: String) async throws -> [String] {
        let information = try await lines(of: "opusinfo", path)
        guard information.contains(where: { $0.contains("Playback length") }) else { return ["no Ogg Opus stream"] }
        // `oggz-validate` says nothing of a file that is right.
        return information.filter { $0.contains("WARNING") || $0.contains("ERROR") }
            + (try await lines(of: "oggz-validate", path))
    }

    /// What a program says on both outputs.
    private static func lines(of program: String, _ path: String) async throws -> [String] {
        let result = try await Subprocess.run(
            .name(program), arguments: [path], output: .string(limit: 65_536), error: .string(limit: 8 << 20))
        return [result.standardOutput, result.standardError]
            .flatMap { $0.split(whereSeparator: \.isNewline).map(String.init) }
    }
}
