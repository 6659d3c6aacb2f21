struct KeywordGuard {
    func error(at line: SourceLine, in bytes: [UInt8], after state: GrammarState, language: String) -> SyntaxError? {
        nil
    }
}
