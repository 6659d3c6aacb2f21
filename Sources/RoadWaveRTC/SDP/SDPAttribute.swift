/// An `a=` line (RFC 8866 §5.13): a property, or a name with a value.
public struct SDPAttribute: Hashable, Sendable {
    /// The text before the colon.
    public var name: String
    /// The text after the colon; `nil` for a property attribute.
    public var value: String?
    /// Its line, counted from 1; 0 for an attribute that was not parsed.
    public var line: Int

    /// An attribute to write, or a parsed one with its line.
    public init(_ name: String, _ value: String? = nil, line: Int = 0) {
        self.name = name
        self.value = value
        self.line = line
    }

    init(parsing text: Substring, line: Int) {
        if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            self.init(
                String(text[..<colon]), String(Substring(text.utf8[colon...].dropFirst())), line: line)
        } else {
            self.init(String(text), line: line)
        }
    }

    var text: String {
        if let value { "a=\(name):\(value)" } else { "a=\(name)" }
    }
}

extension [SDPAttribute] {
    /// The first attribute of a name.
    func first(named name: String) -> SDPAttribute? { first { $0.name == name } }

    /// The value of the first attribute of a name.
    func value(of name: String) -> String? { first(named: name)?.value }

    /// All attributes of a name, in order.
    func all(named name: String) -> [SDPAttribute] { filter { $0.name == name } }
}
