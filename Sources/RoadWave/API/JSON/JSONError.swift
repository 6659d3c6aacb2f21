/// Where a value stands in a document: the names and numbers that lead to it.
struct JSONPath: Equatable, Sendable, CustomStringConvertible {
    /// The most scalars that are repeated of a path: names are the client's own, and a character may have any number.
    private static let maximumText = 100

    private(set) var steps: [String] = []

    mutating func append(_ step: String) { steps.append(step) }

    /// To be called once for each step.
    mutating func removeLast() { _ = steps.popLast() }

    /// The path with one more step.
    func appending(_ step: String) -> JSONPath {
        var path = self
        path.append(step)
        return path
    }

    /// Such as `position.lat`; empty for the whole document. U+FFFD stands for what would change the sentence around it.
    var description: String {
        var text = String.UnicodeScalarView()
        for scalar in steps.joined(separator: ".").unicodeScalars.prefix(Self.maximumText) {
            text.append(scalar.isInvisible ? "\u{FFFD}" : scalar)
        }
        return String(text)
    }
}

/// Why a body of JSON is not taken: it is none, or says what it must not.
struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What makes bytes no JSON, or JSON that two readers would read in two ways (RFC 7493).
    enum Syntax: String, Sendable {
        case unexpectedByte = "unexpected byte"
        case unexpectedEnd = "unexpected end"
        case trailingBytes = "bytes behind the value"
        case tooDeep = "nested too deep"
        case repeatedName = "a name that is there twice"
        case numberOutOfRange = "a number that no double holds"
        case invalidText = "a string that is not UTF-8, or has a control character"
        case loneSurrogate = "half of a surrogate pair"
    }

    /// What is wrong.
    enum Reason: Equatable, Sendable {
        /// It is no JSON from this byte on.
        case malformed(Syntax, byte: Int)
        /// There is no such member.
        case missing(expected: String)
        /// The value is of another kind.
        case kind(expected: String, found: String)
        /// The value is none of those that are taken.
        case value(expected: String)
    }

    /// The field that it is about.
    var path: JSONPath
    /// What is wrong with it.
    var reason: Reason

    /// For the developer of the application.
    var description: String {
        let name = path.steps.isEmpty ? "the body" : "\(path)"
        return switch reason {
        case .malformed(let syntax, let byte): "JSON, byte \(byte), in \(name): \(syntax.rawValue)"
        case .missing(let expected): "\(name) is missing: expected \(expected)"
        case .kind(let expected, let found): "\(name) is \(found): expected \(expected)"
        case .value(let expected): "\(name) is not acceptable: expected \(expected)"
        }
    }
}
