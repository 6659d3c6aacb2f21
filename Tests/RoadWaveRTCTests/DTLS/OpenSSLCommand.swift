import Foundation
import RoadWaveRTC

/// The `openssl` program as a DTLS peer: not our code, and it prints the keying material that it exported. Its calls block:
/// they belong on a thread of their own.
final class OpenSSLCommand {
    static let path = "/usr/bin/openssl"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    struct Failure: Error {
        let output: String
    }

    let fingerprint: DTLSFingerprint
    private let directory: URL
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var text = ""

    /// Makes a certificate for the program to use.
    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "dtls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        _ = try OpenSSLCommand.run(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj"]
                + ["/CN=openssl", "-keyout", "key.pem", "-out", "cert.pem"], in: directory)
        let line = try OpenSSLCommand.run(
            ["x509", "-in", "cert.pem", "-noout", "-fingerprint", "-sha256"], in: directory)
        let digest = line.split(separator: "=").last?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard let fingerprint = DTLSFingerprint(attribute: "sha-256 \(digest)") else { throw Failure(output: line) }
        self.fingerprint = fingerprint
    }

    deinit {
        if process.isRunning { process.terminate() }
        try? FileManager.default.removeItem(at: directory)
    }

    /// Runs `s_client` or `s_server`, for 20 s at most.
    func start(_ arguments: [String], profile: String, exportLength: Int) throws {
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.currentDirectoryURL = directory
        process.arguments =
            ["20", OpenSSLCommand.path] + arguments + [
                "-dtls1_2", "-cert", "cert.pem", "-key", "key.pem", "-use_srtp", profile,
                "-keymatexport", "EXTRACTOR-dtls_srtp", "-keymatexportlen", "\(exportLength)",
            ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Reads what the program prints until it has finished the line with `label`.
    func read(lineWith label: String) throws {
        while text.range(of: label).map({ text[$0.upperBound...].contains("\n") }) != true {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failure(output: text) }
            text += String(decoding: data, as: UTF8.self)
        }
    }

    /// Ends the program's input and waits for its end.
    func finish() throws {
        try input.fileHandleForWriting.close()
        text += String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
    }

    /// The first word after `label` in what was printed.
    func value(of label: String) -> String? {
        guard let range = text.range(of: label) else { return nil }
        return text[range.upperBound...].split(whereSeparator: \.isWhitespace).first.map(String.init)
    }

    private static func run(_ arguments: [String], in directory: URL) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failure(output: text) }
        return text
    }
}
