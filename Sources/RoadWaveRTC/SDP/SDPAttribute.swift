/// An `a=` line (RFC 8866 §5.13): a property, or a name with a value.
public struct SDPAttribute: Hashable, Sendable {
    /// What stands before the colon.
    public var name: String
    /// What stands after it; `nil` for a property attribute.
    public var value: String?
    /// The line it was read from, counted from 1; 0 when it was not read.
    public var line: Int

    /// An attribute to write, or with its line when read.
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
