import Foundation

@testable import RoadWave

/// A key that OpenSSL's command line made and signs with.
struct OpenSSLKey {
    enum Kind: String, CaseIterable {
        case rsa = "RS256"
        case p256 = "ES256"
        case ed25519 = "EdDSA"

        fileprivate var generation: [String] {
            switch self {
            case .rsa: ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
            case .p256: ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            case .ed25519: ["genpkey", "-algorithm", "ED25519"]
            }
        }
    }

    struct Failure: Error {
        var arguments: [String]
    }

    private static let payload =
        #"{"sub":"7f3b1f5e-2222-4c58-9a59-0d8a4f0d9b11","role":"operator","exp":9999999999}"#

    private let kind: Kind
    private let pem: Data

    init(_ kind: Kind) throws {
        self.kind = kind
        pem = try Self.openssl(kind.generation)
    }

    /// The public half as a JWK of name `a`.
    func jwk() throws -> String {
        let der = [UInt8](try publicDER())
        let members =
            switch kind {
            case .rsa: #""kty": "RSA", "n": "\#(Base64URL.encode(try modulus()))", "e": "AQAB""#
            // SubjectPublicKeyInfo ends in the point, and in the key.
            case .p256:
                #""kty": "EC", "crv": "P-256", "x": "\#(Base64URL.encode(Array(der.suffix(64).prefix(32))))", "#
                    + #""y": "\#(Base64URL.encode(Array(der.suffix(32))))""#
            case .ed25519: #""kty": "OKP", "crv": "Ed25519", "x": "\#(Base64URL.encode(Array(der.suffix(32))))""#
            }
        return #"{"kid": "a", "alg": "\#(kind.rawValue)", \#(members)}"#
    }

    /// A token of an operator that is good for centuries.
    func token() throws -> String {
        let content = Self.content(algorithm: kind.rawValue)
        return try Self.withFiles(pem, Data(content.utf8)) { key, file in
            let signature =
                switch kind {
                case .rsa: [UInt8](try Self.openssl(["dgst", "-sha256", "-sign", key, file]))
                case .p256: try Self.concatenated(try Self.openssl(["dgst", "-sha256", "-sign", key, file]))
                case .ed25519: [UInt8](try Self.openssl(["pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", file]))
                }
            return content + "." + Base64URL.encode(signature)
        }
    }

    func publicPEM() throws -> Data { try Self.openssl(["pkey", "-pubout"], input: pem) }

    func publicDER() throws -> Data { try Self.openssl(["pkey", "-pubout", "-outform", "DER"], input: pem) }

    /// A token that is signed with a shared secret, whatever its header says.
    static func hmacToken(algorithm: String, secret: Data) throws -> String {
        let content = content(algorithm: algorithm)
        let hex = secret.map { String(format: "%02x", $0) }.joined()
        let code = try openssl(
            ["dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(hex)", "-binary"], input: Data(content.utf8))
        return content + "." + Base64URL.encode([UInt8](code))
    }

    private static func content(algorithm: String) -> String {
        Base64URL.encode(Array(#"{"alg":"\#(algorithm)","kid":"a","typ":"JWT"}"#.utf8)) + "."
            + Base64URL.encode(Array(payload.utf8))
    }

    private func modulus() throws -> [UInt8] {
        let text = String(decoding: try Self.openssl(["rsa", "-noout", "-modulus"], input: pem), as: UTF8.self)
        let digits = Array(text.drop { $0 != "=" }.dropFirst().prefix { $0.isHexDigit })
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }

    /// The two numbers of an ECDSA signature, of 32 bytes each (RFC 7518 §3.4), from a DER sequence of two integers.
    private static func concatenated(_ der: Data) throws -> [UInt8] {
        let bytes = [UInt8](der)
        var numbers: [UInt8] = []
        var index = 2
        for _ in 0..<2 {
            guard index + 1 < bytes.count, index + 2 + Int(bytes[index + 1]) <= bytes.count else {
                throw Failure(arguments: ["DER"])
            }
            let length = Int(bytes[index + 1])
            let number = bytes[(index + 2)..<(index + 2 + length)].drop { $0 == 0 }
            numbers += [UInt8](repeating: 0, count: 32 - number.count) + number
            index += 2 + length
        }
        return numbers
    }

    /// OpenSSL signs files; the paths of these two are for the body only.
    private static func withFiles(
        _ key: Data, _ content: Data, _ body: (_ key: String, _ content: String) throws -> String
    ) throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(path: "openssl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (keyFile, contentFile) = (directory.appending(path: "key"), directory.appending(path: "content"))
        try key.write(to: keyFile)
        try content.write(to: contentFile)
        return try body(keyFile.path, contentFile.path)
    }

    private static func openssl(_ arguments: [String], input: Data = Data()) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let (standardInput, output) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Shorter than what a pipe holds: it is written before anything is read.
        try standardInput.fileHandleForWriting.write(contentsOf: input)
        try standardInput.fileHandleForWriting.close()
        let result = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(arguments: arguments) }
        return result
    }
}
