internal import Foundation

/// A certificate authority for tests, which clients do not trust by default, and its certificates for 127.0.0.1: made
/// by `openssl`, which is not our code.
package struct TestAuthority: Sendable {
    package let folder: String

    /// The certificate that clients are told to trust.
    package var root: String { folder + "/ca.pem" }

    /// Makes an authority in a folder of its own, for as long as `body` runs.
    package static func with(_ body: (TestAuthority) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let authority = TestAuthority(folder: folder)
        try await authority.openssl([
            "req", "-x509", "-subj", "/CN=Essai", "-days", "1", "-keyout", "ca.key", "-out", "ca.pem",
        ])
        try await body(authority)
    }

    /// Makes a certificate and its key, `NAME.pem` and `NAME.key`, in place of what is there.
    package func issue(_ name: String) async throws {
        try await openssl([
            "req", "-x509", "-CA", "ca.pem", "-CAkey", "ca.key", "-subj", "/CN=\(name)", "-days", "1",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(name).key", "-out", "\(name).pem",
        ])
    }

    /// The path of a file in the folder.
    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Requests a URL as a program that trusts the authority.
    /// - Returns: the output of `curl`: the body, or a line with the error that begins with `curl: `.
    package func curl(_ url: String, _ options: String...) async throws -> String {
        let process = await ChildProcess.start(
            "curl", ["--silent", "--show-error", "--max-time", "20", "--cacert", root] + options + [url], name: "curl")
        _ = await process.wait()
        return await process.lines.joined(separator: "\n")
    }

    private func openssl(_ arguments: [String]) async throws {
        let keys = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        let process = await ChildProcess.start(
            "sh", ["-c", "cd \"$0\" && exec openssl \"$@\"", folder] + arguments + keys, name: "openssl")
        guard await process.wait() == .exited(0) else {
            throw DriverError("openssl : \(await process.lines.joined(separator: " | "))")
        }
    }
}
