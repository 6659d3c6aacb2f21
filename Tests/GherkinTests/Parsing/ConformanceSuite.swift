import Foundation

/// The official testdata, outside the project: `CONFORMANCE_DIR`, else beside the clone.
enum ConformanceSuite {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] {
            return URL(filePath: path)
        }
        // Tests/GherkinTests/Parsing/ConformanceSuite.swift is four levels below the root.
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        return root.deletingLastPathComponent().appending(path: "shared/conformance")
    }()

    static let gherkin = folder.appending(path: "gherkin")

    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: gherkin.path(percentEncoded: false))
    }

    /// The feature files of `good` or `bad`, by name; none where the suite is absent.
    static func features(_ kind: String) -> [String] {
        let folder = gherkin.appending(path: kind).path(percentEncoded: false)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".feature") || $0.hasSuffix(".feature.md") }.sorted()
    }

    /// A file of the suite.
    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: gherkin.appending(path: path)))
    }

    /// The lines of an NDJSON file or text, each as its value: the order of the keys does not count.
    static func values(_ text: some Sequence<UInt8>) throws -> [NSDictionary] {
        try Array(text).split(separator: 0x0A).map { line in
            guard let value = try JSONSerialization.jsonObject(with: Data(line)) as? NSDictionary else {
                throw CocoaError(.fileReadCorruptFile)
            }
            return value
        }
    }
}
