@testable import Gherkin

/// The value of an argument as the conformance suites write it: the type of the host language is lost.
enum YAMLScalar: Decodable, Equatable {
    case null
    case int(Int)
    case double(Double)
    case string(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let int = try? container.decode(Int.self) {
            self = .int(int)
        } else if let double = try? container.decode(Double.self) {
            self = .double(double)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    init(_ argument: MatchedArgument) throws {
        switch try argument.value() {
        case nil: self = .null
        case let value as Double: self = .double(value)
        case let value as any BinaryInteger: self = .int(Int(value))
        case let value?: self = .string("\(value)")
        }
    }
}
