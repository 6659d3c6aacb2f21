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
