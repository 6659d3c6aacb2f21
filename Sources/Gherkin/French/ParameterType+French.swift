extension ParameterTypeRegistry {
    /// The parameter types of French text: numbers with a decimal comma and spaces, « guillemets », quantities with their
    /// units; typographic apostrophes and spaces are plain ones.
    public static let french = ParameterTypeRegistry(builtIn: ParameterType.french, reading: .typographic)
}

extension ParameterType {
    /// The official names with French numbers and strings, and the quantities of everyday life.
    ///
    /// Numbers keep the official regexps behind the French ones, so that a capture group `(\d+)` of a regular expression
    /// is still an `{int}`.
    static let french: [ParameterType] =
        official.map { type in
            switch type.name {
            case "string":
                ParameterType(
                    unchecked: "string", regexps: FrenchString.regexps, useForSnippets: true,
                    preferForRegexpMatch: false, transform: { unescapedQuotes(text($0)) })
            case "int", "byte", "short", "long", "biginteger":
                type.readingFrenchNumbers(FrenchNumber.integer)
            case "float", "double", "bigdecimal":
                type.readingFrenchNumbers(FrenchNumber.scientific)
            default: type
            }
        } + quantities.map { $0.parameterType }

    private static let quantities: [any FrenchQuantity.Type] = [
        Duration.self, Percentage.self, DataVolume.self, MoneyAmount.self, TimeOfDay.self,
    ]

    /// The same parameter type, that also matches what a French regexp does.
    private func readingFrenchNumbers(_ regexp: String) -> ParameterType {
        ParameterType(self, regexps: [regexp] + regexps) { groups in
            try transform(groups.map { $0.map(FrenchNumber.plain) })
        }
    }
}
