/// The parser of regular expressions: what ECMAScript, Java and Python have in common.
///
/// Left out, with an error that says so: back-references, atomic groups and possessive quantifiers, which a matcher
/// that promises linear time cannot give.
struct PatternParser {
    /// The parser calls itself for each parenthesis; nobody reads an expression of that depth.
    static let maximumDepth = 100
    /// The bound of `{n,m}` in RE2: each repetition becomes instructions.
    static let maximumCount = 1_000

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var captureCount = 0
    private var ignoresCase = false
    /// The groups closed so far at each open level.
    private var groups: [[PatternGroup]] = [[]]

    static func parse(_ source: String) throws(PatternError) -> (node: PatternNode, root: PatternGroup) {
        var parser = PatternParser(scalars: Array(source.unicodeScalars))
        let node = try parser.parseAlternation()
        guard parser.position == parser.scalars.count else { throw parser.error("Unmatched ')'") }
        return (node, PatternGroup(index: 0, source: source, children: parser.groups[0]))
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func error(_ reason: String) -> PatternError { PatternError(offset: position, reason: reason) }

    private mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    private mutating func parseAlternation() throws(PatternError) -> PatternNode {
        var branches = [try parseSequence()]
        while take("|") {
            branches.append(try parseSequence())
        }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if take("(?i)") {
                ignoresCase = true
            } else {
                parts.append(try parseQuantifiers(of: try parseAtom(scalar)))
            }
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func parseAtom(_ scalar: Unicode.Scalar) throws(PatternError) -> PatternNode {
        switch scalar {
        case "(": return try parseGroup()
        case "*", "+", "?": throw error("Nothing to repeat")
        case "\\" where take("\\b"): return .assertion(.wordBoundary)
        case "\\" where take("\\B"): return .assertion(.notWordBoundary)
        case "[":
            position += 1
            return .set(try parseSet())
        case "\\":
            switch try parseEscape() {
            case .range(let range) where range.lowerBound == range.upperBound: return literal(range.lowerBound)
            case let member: return .set(ScalarSet(members: [member]))
            }
        default:
            position += 1
            switch scalar {
            case "^": return .assertion(.start)
            case "$": return .assertion(.end)
            case ".": return .set(.anyButLineEnd)
            default: return literal(scalar)
            }
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        guard ignoresCase else { return .scalar(scalar) }
        return .set(ScalarSet(members: [.range(scalar...scalar)], ignoresCase: true))
    }
}

// MARK: Groups

extension PatternParser {
    private mutating func parseGroup() throws(PatternError) -> PatternNode {
        let opening = position
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw error("Groups are nested more than \(Self.maximumDepth) deep")
        }
        let caseOutside = ignoresCase
        defer {
            depth -= 1
            ignoresCase = caseOutside
        }

        if take("(?:") { return try parseBody(from: opening) }
        if take("(?i:") {
            ignoresCase = true
            return try parseBody(from: opening)
        }
        if take("(?=") { return .look(try parseBody(from: opening), isBehind: false, isNegated: false) }
        if take("(?!") { return .look(try parseBody(from: opening), isBehind: false, isNegated: true) }
        if take("(?<=") { return .look(try parseBody(from: opening), isBehind: true, isNegated: false) }
        if take("(?<!") { return .look(try parseBody(from: opening), isBehind: true, isNegated: true) }
        position += 1
        let sourceStart = position
        if take("?<") || take("?P<") {
            while let scalar = next, scalar != ">" {
                guard scalar == "_" || scalar.isLetterOrNumber else { throw error("Not the name of a group") }
                position += 1
            }
            guard take(">") else { throw error("The name of the group has no end") }
        } else if next == "?" {
            throw error("This kind of group is not supported")
        }
        captureCount += 1
        let index = captureCount
        groups.append([])
        let body = try parseBody(from: opening)
        let source = String(String.UnicodeScalarView(scalars[sourceStart..<(position - 1)]))
        let children = groups.removeLast()
        groups[groups.count - 1].append(PatternGroup(index: index, source: source, children: children))
        return .capture(index, body)
    }

    private mutating func parseBody(from opening: Int) throws(PatternError) -> PatternNode {
        let body = try parseAlternation()
        guard take(")") else { throw PatternError(offset: opening, reason: "Missing ')'") }
        return body
    }
}

// MARK: Quantifiers

extension PatternParser {
    private mutating func parseQuantifiers(of atom: PatternNode) throws(PatternError) -> PatternNode {
        guard let (minimum, maximum) = try parseCounts() else { return atom }
        if case .assertion = atom { throw error("An assertion cannot be repeated") }
        let isLazy = take("?")
        switch next {
        case "+": throw error("Possessive quantifiers are not supported")
        case "*", "?": throw error("Nothing to repeat")
        default: break
        }
        return .repetition(atom, PatternRepetition(minimum: minimum, maximum: maximum, isLazy: isLazy))
    }

    private mutating func parseCounts() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        // A brace that opens no count stands for itself.
        guard take("{"), let minimum = try parseNumber() else {
            position = start
            return nil
        }
        var maximum: Int? = minimum
        if take(",") { maximum = try parseNumber() }
        guard take("}") else {
            position = start
            return nil
        }
        if let maximum, maximum < minimum { throw error("The bounds of the repetition are in the wrong order") }
        return (minimum, maximum)
    }

    private mutating func parseNumber() throws(PatternError) -> Int? {
        var number: Int?
        while let scalar = next, "0"..."9" ~= scalar {
            number = (number ?? 0) * 10 + Int(scalar.value - 48)
            if let number, number > Self.maximumCount {
                throw error("A repetition cannot be counted beyond \(Self.maximumCount)")
            }
            position += 1
        }
        return number
    }
}

// MARK: Sets and escapes

extension PatternParser {
    /// The rest of `[…]`, after the bracket.
    private mutating func parseSet() throws(PatternError) -> ScalarSet {
        let opening = position - 1
        var set = ScalarSet(members: [], isNegated: take("^"), ignoresCase: ignoresCase)
        while let scalar = next {
            if scalar == "]" && !set.members.isEmpty {
                position += 1
                return set
            }
            let member = try parseSetMember(scalar)
            if case .range(let low) = member, next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                guard case .range(let high) = try parseSetMember(scalars[position]),
                    low.lowerBound <= high.lowerBound
                else { throw error("The bounds of the range are in the wrong order") }
                set.members.append(.range(low.lowerBound...high.lowerBound))
            } else {
                set.members.append(member)
            }
        }
        throw PatternError(offset: opening, reason: "Missing ']'")
    }

    private mutating func parseSetMember(_ scalar: Unicode.Scalar) throws(PatternError) -> ScalarSet.Member {
        if scalar == "\\" { return try parseEscape() }
        position += 1
        return .range(scalar...scalar)
    }

    private mutating func parseEscape() throws(PatternError) -> ScalarSet.Member {
        position += 1
        guard let scalar = next else { throw error("The end of the expression cannot be escaped") }
        let member: ScalarSet.Member
        switch scalar {
        case "d": member = .digit
        case "D": member = .not(.digit)
        case "w": member = .word
        case "W": member = .not(.word)
        case "s": member = .whiteSpace
        case "S": member = .not(.whiteSpace)
        case "t": member = .range("\t"..."\t")
        case "n": member = .range("\n"..."\n")
        case "r": member = .range("\r"..."\r")
        case "u": return try parseCodePoint(digits: 4)
        case "x": return try parseCodePoint(digits: 2)
        case "p", "P": return try parseCategory(isNegated: scalar == "P")
        case "1"..."9": throw error("Back-references are not supported")
        case "a"..."z", "A"..."Z", "0": throw error("This escape is not supported")
        default: member = .range(scalar...scalar)
        }
        position += 1
        return member
    }

    /// After `\u` or `\x`.
    private mutating func parseCodePoint(digits: Int) throws(PatternError) -> ScalarSet.Member {
        let start = position + 1
        let text = String(String.UnicodeScalarView(scalars[min(start, scalars.count)...].prefix(digits)))
        guard text.unicodeScalars.count == digits, let value = UInt32(text, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw error("Not a code point of \(digits) hexadecimal digits") }
        position = start + digits
        return .range(scalar...scalar)
    }

    /// After `\p` or `\P`.
    private mutating func parseCategory(isNegated: Bool) throws(PatternError) -> ScalarSet.Member {
        position += 1
        guard take("{"), let end = scalars[position...].firstIndex(of: "}"), 1...2 ~= end - position else {
            throw error("Not a Unicode category, such as {L} or {Lu}")
        }
        let name = String(String.UnicodeScalarView(scalars[position..<end]))
        position = end + 1
        return isNegated ? .not(.category(name)) : .category(name)
    }
}
