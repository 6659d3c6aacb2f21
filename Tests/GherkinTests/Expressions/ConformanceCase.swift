import Foundation
import Testing
import Yams

/// A case of the official conformance suites: a YAML file, or an entry of one.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    /// The file, without its folder.
    let name: String
    let yaml: String

    var testDescription: String { name }

    func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try YAMLDecoder().decode(type, from: yaml)
    }
}

extension ConformanceCase {
    /// Where the suites are: `CONFORMANCE_DIR`, or `../shared/conformance` beside the repository.
    static let directory: URL = {
        if let path = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] { return URL(fileURLWithPath: path) }
        let root = "../../../.."
        return URL(fileURLWithPath: #filePath).appendingPathComponent("\(root)/../shared/conformance").standardized
    }()

    /// Whether a suite is here; its tests are skipped by name if it is not.
    static func has(_ suite: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.appendingPathComponent(suite).path)
    }

    /// The cases of a folder, one a file.
    static func files(in folder: String) -> [ConformanceCase] {
        let folder = directory.appendingPathComponent(folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            let yaml = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            return yaml.map { ConformanceCase(name: name, yaml: $0) }
        }
    }
}
