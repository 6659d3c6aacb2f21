/// Numbers as French text writes them: `-14,5`, `1 500`, `−3`; a point is a decimal point too.
public enum FrenchNumber {
    /// Digits, in groups of three with spaces between or all together. Spaces of all kinds are plain in `StepText`.
    private static let digits = #"(?:\d{1,3}(?: \d{3})+(?!\d)|\d+)"#

    /// An integer with an optional sign: a hyphen, or the minus sign U+2212.
    public static let integer = "[-\u{2212}]?\(digits)"

    /// A number with an optional sign and decimals.
    public static let decimal = "[-+\u{2212}]?(?:\(digits)(?:[.,]\\d+)?|[.,]\\d+)"

    /// A number with an optional sign, decimals and exponent.
    public static let scientific = #"\#(decimal)(?:[eE][-+]?\d+)?"#

    /// The number in the notation of programming languages: `1500`, `-14.5`.
    static func plain(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
            switch scalar {
            case "\u{2212}": result.append("-")
            case ",": result.append(".")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// The value of what `decimal` or `scientific` matches.
    public static func double(_ text: String) -> Double? {
        Double(plain(text))
    }
}

/// Quoted strings as French text writes them: « … », “…”, "…" and '…'.
enum FrenchString {
    /// An apostrophe within a word is no quotation mark: nothing is quoted in « l'auditeur d'un live », and
    /// `'l'auditeur d'un live'` is one string. Typographic apostrophes are plain in `StepText`.
    static let regexps = [
        #"«\s*([^»]*?)\s*»"#,
        "“([^”]*)”",
        #""([^"\\]*(\\.[^"\\]*)*)""#,
        #"(?<!\#(word))'((?:[^'\\]|\\.|(?<=\#(word))'(?=\#(word)))*)'(?!\#(word))"#,
    ]

    private static let word = #"[\p{L}\p{N}]"#
}
