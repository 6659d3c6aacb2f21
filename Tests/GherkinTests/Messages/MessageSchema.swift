import Foundation

/// The part of JSON Schema 2020-12 that the schemas of the Cucumber messages use.
struct MessageSchema {
    private let folder = ConformanceSuite.folder.appending(path: "messages")

    /// Whether the schemas are here.
    static var isPresent: Bool {
        let folder = MessageSchema().folder
        return FileManager.default.fileExists(atPath: folder.path(percentEncoded: false))
    }

    /// What is wrong with a line of a message stream; empty when nothing is.
    func problems(inLine line: String) throws -> [String] {
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try check(value, file: "Envelope.schema.json", pointer: nil, path: "")
    }

    private func schema(_ file: String) throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appendingPathComponent(file))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    private func check(_ value: Any, file: String, pointer: String?, path: String) throws -> [String] {
        let root = try schema(file)
        let definitions = root["definitions"] as? [String: Any] ?? [:]
        let schema = pointer.flatMap { definitions[$0] as? [String: Any] } ?? root
        return try check(value, schema, file, path)
    }

    private func check(_ value: Any, _ schema: [String: Any], _ file: String, _ path: String) throws -> [String] {
        if let reference = schema["$ref"] as? String {
            let parts = reference.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
            let target = parts[0].isEmpty ? file : parts[0].replacingOccurrences(of: "./", with: "")
            let pointer = parts.count > 1 ? parts[1].split(separator: "/").last.map(String.init) : nil
            return try check(value, file: target, pointer: pointer, path: path)
        }
        var problems: [String] = []
        if let allowed = schema["enum"] as? [String], !allowed.contains(value as? String ?? "") {
            problems.append("\(path): not one of \(allowed)")
        }
        switch schema["type"] as? String {
        case "object":
            problems += try checkObject(value, schema, file, path)
        case "array":
            guard let elements = value as? [Any] else { return ["\(path): no array"] }
            if elements.count < schema["minItems"] as? Int ?? 0 { problems.append("\(path): too few elements") }
            let items = schema["items"] as? [String: Any] ?? [:]
            for (index, element) in elements.enumerated() {
                problems += try check(element, items, file, "\(path)[\(index)]")
            }
        case "string":
            if !(value is String) { problems.append("\(path): no string") }
        case "integer":
            guard let number = value as? Int else { return problems + ["\(path): no integer"] }
            if let minimum = schema["minimum"] as? Int, number < minimum {
                problems.append("\(path): below \(minimum)")
            }
        case "boolean":
            if !(value is Bool) { problems.append("\(path): no boolean") }
        default:
            break
        }
        return problems
    }

    private func checkObject(
        _ value: Any, _ schema: [String: Any], _ file: String, _ path: String
    ) throws -> [String] {
        guard let object = value as? [String: Any] else { return ["\(path): no object"] }
        let properties = schema["properties"] as? [String: Any] ?? [:]
        var problems = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map {
            "\(path).\($0): missing"
        }
        for (key, element) in object {
            guard let property = properties[key] as? [String: Any] else {
                problems.append("\(path).\(key): unknown")
                continue
            }
            problems += try check(element, property, file, "\(path).\(key)")
        }
        return problems
    }
}
