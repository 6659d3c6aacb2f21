extension TagExpressionError.Problem {
    /// What is wrong, in words for people; ``TagExpressionError/description`` is the official English.
    public func description(in language: ReportLanguage) -> String {
        switch self {
        case .expectedOperator:
            language.pick("il manque « and » ou « or » entre deux étiquettes", "\"and\" or \"or\" is missing")
        case .expectedOperand:
            language.pick("il manque une étiquette", "a tag is missing")
        case .unmatchedOpeningParenthesis:
            language.pick("une parenthèse n'est pas fermée", "a parenthesis is not closed")
        case .unmatchedClosingParenthesis:
            language.pick("une parenthèse n'est pas ouverte", "a parenthesis is not opened")
        case .illegalEscape(let character):
            language.pick(
                "« \\ » ne se met pas devant « \(character) »", "\"\\\" may not stand before \"\(character)\"")
        }
    }
}
