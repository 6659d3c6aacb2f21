import Foundation
import Testing
import Yams

@testable import RoadWave

/// `openapi.yaml`, compared with the node that serves it.
@Suite("Description of the API", .timeLimit(.minutes(5)))
struct OpenAPITests {
    private static let methods = ["get", "head", "post", "put", "patch", "delete", "options"]

    /// A description as far as these tests read it.
    private struct Document {
        let root: [String: Any]
        let paths: [String: [String: Any]]

        init(_ text: String) throws {
            root = try #require(try Yams.load(yaml: text) as? [String: Any])
            paths = try #require(root["paths"] as? [String: [String: Any]])
        }

        /// The methods of a path, in upper case.
        func methods(of path: String) -> Set<String> {
            Set(OpenAPITests.methods.filter { paths[path]?[$0] != nil }.map { $0.uppercased() })
        }

        /// A member of members, by their names.
        func member(_ names: String...) -> Any? {
            names.reduce(root as Any?) { value, name in (value as? [String: Any])?[name] }
        }
    }

    @Test("it has the paths that the node answers, and no others")
    func paths() async throws {
        try await RunningTestNode.with { running in
            let document = try Document(try await running.client.get("/openapi.yaml").text)
            #expect(Set(document.paths.keys) == (await running.node.paths))
        }
    }

    @Test("each path has the methods that the node says, and no others")
    func methods() async throws {
        try await RunningTestNode.with { running in
            let document = try Document(try await running.client.get("/openapi.yaml").text)
            for path in document.paths.keys.sorted() {
                // Anything stands for a parameter: methods are told before it is looked at.
                let url = path.replacing(/\{[a-z]+\}/, with: "1")
                let isAdministration = document.paths[path]?["servers"] != nil
                let answer = try await (isAdministration ? running.admin : running.client).send("OPTIONS", url)
                #expect(answer.status == 204, "\(path)")
                let allowed = try #require(answer["Allow"]).split(separator: ", ").map(String.init)
                #expect(document.methods(of: path) == Set(allowed), "\(path)")
            }
        }
    }

    @Test("every parameter of a path is described")
    func parameters() throws {
        let document = try Document(String(decoding: PageAsset.description.bytes, as: UTF8.self))
        for (path, item) in document.paths {
            let described = try (item["parameters"] as? [[String: Any]] ?? []).map { parameter -> String in
                if let name = parameter["name"] as? String { return name }
                let reference = try #require((parameter["$ref"] as? String)?.split(separator: "/").last)
                return try #require(document.member("components", "parameters", String(reference), "name") as? String)
            }
            #expect(Set(described) == Set(path.matches(of: /\{([a-z]+)\}/).map { String($0.1) }), "\(path)")
        }
    }

    @Test("it has the codes of the problems that there are in the sources, and no others")
    func problemCodes() throws {
        let document = try Document(String(decoding: PageAsset.description.bytes, as: UTF8.self))
        let listed = try #require(
            document.member("components", "schemas", "Problem", "properties", "code", "enum") as? [String])
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../Sources/RoadWave").standardizedFileURL
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var codes: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            guard text.contains("extension Problem") else { continue }
            // `code: "one"`, or `code: condition ? "one" : "other"`.
            for line in text.matches(of: /code: [^,\n]*/) {
                codes.formUnion(line.0.matches(of: /"([a-z_]+)"/).map { String($0.1) })
            }
        }
        #expect(Set(listed) == codes)
        #expect(listed == listed.sorted())
    }

    @Test("every reference leads somewhere")
    func references() throws {
        let text = String(decoding: PageAsset.description.bytes, as: UTF8.self)
        let document = try Document(text)
        let references = text.matches(of: /"#\/components\/([a-z]+)\/([A-Za-z_]+)"/)
        #expect(references.count > 50)
        for reference in references {
            let found = document.member("components", String(reference.1), String(reference.2))
            #expect(found != nil, "\(reference.0)")
        }
    }
}
