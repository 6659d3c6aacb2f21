/// An object of a body, whose members are taken one by one. Those that nobody asks for are let through, for clients of later
/// versions.
struct JSONObject: Sendable {
    private let members: [JSONName: JSONValue]
    private let path: JSONPath

    /// - Throws: `JSONError` for any other value.
    init(_ value: JSONValue, at path: JSONPath = JSONPath()) throws(JSONError) {
        guard case .object(let members) = value else {
            throw JSONError(path: path, reason: .kind(expected: "an object", found: value.kind))
        }
        self.members = members
        self.path = path
    }

    /// A member that is an object; nil where it is not there, or null.
    func object(_ name: String) throws(JSONError) -> JSONObject? {
        switch members[JSONName(name)] {
        case nil, .null: nil
        case let value?: try JSONObject(value, at: path.appending(name))
        }
    }

    /// A member that is a number within a range.
    func number(_ name: String, in range: ClosedRange<Double>) throws(JSONError) -> Double {
        let expected = "a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))"
        let value = try member(name, expected: expected)
        guard case .number(let number) = value else { throw otherKind(name, expected, value) }
        guard range.contains(number) else { throw failure(of: name, .value(expected: expected)) }
        return number
    }

    /// A member that is one of the values of an enumeration.
    func choice<Choice: CaseIterable & RawRepresentable<String>>(_ name: String) throws(JSONError) -> Choice {
        let expected = "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
        let value = try member(name, expected: expected)
        guard case .string(let text) = value else { throw otherKind(name, expected, value) }
        guard let choice = Choice(rawValue: text) else { throw failure(of: name, .value(expected: expected)) }
        return choice
    }

    private func member(_ name: String, expected: String) throws(JSONError) -> JSONValue {
        guard let value = members[JSONName(name)] else { throw failure(of: name, .missing(expected: expected)) }
        return value
    }

    private func otherKind(_ name: String, _ expected: String, _ value: JSONValue) -> JSONError {
        failure(of: name, .kind(expected: expected, found: value.kind))
    }

    private func failure(of name: String, _ reason: JSONError.Reason) -> JSONError {
        JSONError(path: path.appending(name), reason: reason)
    }
}
