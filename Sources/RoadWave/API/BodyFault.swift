/// The mistake in a JSON body, for the developer of the application. Foundation's own messages name Swift types, and
/// may repeat the body. See docs/decisions/api.md, « JSON bodies ».
struct BodyFault: Equatable, CustomStringConvertible {
    /// The path of the field, such as `position.lat`; nil for the body as a whole. It contains only our own field
    /// names, never names from the client.
    let field: String?
    /// What is wrong.
    let description: String

    init(_ error: DecodingError) {
        let path: [any CodingKey]
        let wrong: String
        switch error {
        case .keyNotFound(let key, let context):
            (path, wrong) = (context.codingPath + [key], "is missing")
        case .valueNotFound(let type, let context):
            (path, wrong) = (context.codingPath, "is null: expected \(Self.name(type))")
        case .typeMismatch(let type, let context):
            (path, wrong) = (context.codingPath, "is of another kind: expected \(Self.name(type))")
        case .dataCorrupted(let context):
            let isOurs = context.debugDescription.hasPrefix("expected ")
            path = context.codingPath
            wrong = isOurs ? "is not acceptable: \(context.debugDescription)" : "is not JSON that can be read"
        @unknown default:
            (path, wrong) = ([], "cannot be read")
        }
        field = path.isEmpty ? nil : path.map(\.stringValue).joined(separator: ".")
        description = "\(field ?? "the body") \(wrong)"
    }

    private static func name(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Double.Type: "a number"
        default: "an object"
        }
    }
}
