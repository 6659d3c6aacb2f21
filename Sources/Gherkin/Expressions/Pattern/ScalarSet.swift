/// A set of Unicode scalars, as a character class of a regular expression describes it.
struct ScalarSet: Hashable, Sendable {
    enum Member: Hashable, Sendable {
        case range(ClosedRange<Unicode.Scalar>)
        case digit
        case word
        case whiteSpace
        /// A general category (`Lu`), or the first letter of several (`L`).
        case category(String)
        indirect case not(Member)

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .range(let range): range.contains(scalar)
            // ASCII, as in ECMAScript: these are the digits that numbers are made of here.
            case .digit: "0"..."9" ~= scalar
            // The letters of all languages, unlike ECMAScript: « é » is a letter to who writes it.
            case .word: scalar == "_" || scalar.isLetterOrNumber
            case .whiteSpace: scalar.properties.isWhitespace
            case .category(let name): scalar.properties.generalCategory.abbreviation.hasPrefix(name)
            case .not(let member): !member.contains(scalar)
            }
        }
    }

    var members: [Member]
    var isNegated = false
    var ignoresCase = false

    /// What `.` stands for: anything but the end of a line.
    static let anyButLineEnd = ScalarSet(
        members: [.range("\n"..."\n"), .range("\r"..."\r"), .range("\u{2028}"..."\u{2029}")], isNegated: true)

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var isMember = hasMember(scalar)
        if !isMember && ignoresCase {
            isMember = scalar.otherCases.contains(where: hasMember)
        }
        return isMember != isNegated
    }

    private func hasMember(_ scalar: Unicode.Scalar) -> Bool {
        members.contains { $0.contains(scalar) }
    }
}

extension Unicode.Scalar {
    /// Whether the scalar is part of a word: a letter, a mark on one, or a number.
    var isLetterOrNumber: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// The scalar in upper and in lower case, where these are one scalar.
    fileprivate var otherCases: [Unicode.Scalar] {
        [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
            let scalars = mapping.unicodeScalars
            return scalars.count == 1 ? scalars.first : nil
        }
    }
}

extension Unicode.GeneralCategory {
    /// The name in the Unicode standard (UAX #44, table 12).
    fileprivate var abbreviation: String {
        switch self {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
