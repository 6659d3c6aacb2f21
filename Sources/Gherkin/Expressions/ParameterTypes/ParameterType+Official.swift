extension ParameterType {
    /// The built-in parameter types of cucumber-expressions 20, the additions of the JVM included.
    static let official: [ParameterType] = [
        ParameterType(
            unchecked: "int", regexps: Regexp.integer, useForSnippets: true, preferForRegexpMatch: true,
            transform: { try integer($0, as: Int.self) }),
        ParameterType(
            unchecked: "float", regexps: Regexp.decimal, useForSnippets: true, preferForRegexpMatch: false,
            transform: double),
        ParameterType(
            unchecked: "word", regexps: [#"[^\s]+"#], useForSnippets: false, preferForRegexpMatch: false,
            transform: text),
        ParameterType(
            unchecked: "string", regexps: Regexp.string, useForSnippets: true, preferForRegexpMatch: false,
            transform: { unescapedQuotes(text($0)) }),
        ParameterType(
            unchecked: "", regexps: [".*"], useForSnippets: false, preferForRegexpMatch: true, transform: text),
        ParameterType(
            unchecked: "double", regexps: Regexp.decimal, useForSnippets: false, preferForRegexpMatch: false,
            transform: double),
        ParameterType(
            unchecked: "bigdecimal", regexps: Regexp.decimal, useForSnippets: false, preferForRegexpMatch: false,
            transform: { try parsed($0, BigDecimal.init) }),
        ParameterType(
            unchecked: "byte", regexps: Regexp.integer, useForSnippets: false, preferForRegexpMatch: false,
            transform: { try integer($0, as: Int8.self) }),
        ParameterType(
            unchecked: "short", regexps: Regexp.integer, useForSnippets: false, preferForRegexpMatch: false,
            transform: { try integer($0, as: Int16.self) }),
        ParameterType(
            unchecked: "long", regexps: Regexp.integer, useForSnippets: false, preferForRegexpMatch: false,
            transform: { try integer($0, as: Int64.self) }),
        ParameterType(
            unchecked: "biginteger", regexps: Regexp.integer, useForSnippets: false, preferForRegexpMatch: false,
            transform: { try parsed($0, BigInteger.init) }),
    ]

    /// The regexps of the official library, whose exact text the generated patterns show.
    enum Regexp {
        static let integer = [#"-?\d+"#, #"\d+"#]
        static let decimal = [#"[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[E][+-]?\d+)?"#]
        static let string = [#""([^"\\]*(\\.[^"\\]*)*)""#, #"'([^'\\]*(\\.[^'\\]*)*)'"#]
    }
}

// MARK: Transformations

extension ParameterType {
    /// Why a text that matches has no value.
    struct NoValue: Error, CustomStringConvertible {
        let description: String
    }

    /// The first group that took part in the match.
    static func text(_ groups: [String?]) -> String {
        groups.lazy.compactMap { $0 }.first ?? ""
    }

    static func double(_ groups: [String?]) throws -> Double {
        try parsed(groups) { Double($0) }
    }

    static func integer<Value: FixedWidthInteger>(_ groups: [String?], as type: Value.Type) throws -> Value {
        let text = text(groups)
        guard let value = Value(text) else {
            throw NoValue(description: "it is not between \(Value.min) and \(Value.max)")
        }
        return value
    }

    static func parsed<Value>(_ groups: [String?], _ parse: (String) -> Value?) throws -> Value {
        guard let value = parse(text(groups)) else { throw NoValue(description: "it is not a \(Value.self)") }
        return value
    }

    /// A quoted string without the backslashes before its quotes.
    static func unescapedQuotes(_ string: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in string.unicodeScalars {
            if scalar == "\"" || scalar == "'", result.last == "\\" { result.removeLast() }
            result.append(scalar)
        }
        return String(result)
    }
}
