internal import Foundation

/// Lists and details as the text of a column.
enum JSONColumn {
    /// The JSON of a value that consists of texts and numbers.
    static func text(_ value: some Encodable) throws(DatabaseFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw DatabaseFailure(.unreadable, "a value cannot be written as JSON: \(error)")
        }
    }

    /// The value in the JSON of a column.
    static func value<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws(DatabaseFailure)
        -> Value
    {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw DatabaseFailure(.unreadable, "a column holds no JSON of ours: \(error)")
        }
    }
}
