/// The lines of a feature file as the reference's token listings show them.
struct TokenListing: Sendable {
    /// One line of text a token: `(3:5)StepLine:(Context)Given /the minimalism/`.
    private(set) var lines: [String] = []

    mutating func append(_ token: Token) {
        guard !token.isEndOfFile, let type = token.type else {
            lines.append("EOF")
            return
        }
        let place = "(\(token.line.number):\(token.column ?? 0))"
        let keyword = token.keyword.map { "(\(token.keywordKind?.rawValue ?? ""))\($0)" } ?? ""
        let items = token.items.map { "\($0.column):\($0.text)" }.joined(separator: ",")
        lines.append("\(place)\(type.name):\(keyword)/\(token.text)/\(items)")
    }
}
