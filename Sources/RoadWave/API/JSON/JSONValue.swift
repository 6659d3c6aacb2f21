/// A value of JSON (RFC 8259 §3), as ``JSONReader`` reads it.
enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// Finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// No name is there twice.
    case object([JSONName: JSONValue])

    /// What it is, in the words of the standard.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
