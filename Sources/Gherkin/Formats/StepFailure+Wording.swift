extension StepFailure {
    /// The failure in words, for people.
    public func description(in language: ReportLanguage) -> String {
        switch self {
        case .assertion(let failure):
            return failure.check.description(in: language)
        case .error(let type, let message):
            return message.isEmpty || message.hasPrefix(type) ? message : "\(type) : \(message)"
        case .timeout(let limit, let abandoned):
            let time = NumberFormat(language: language).string(limit)
            return language.pick("délai de \(time) dépassé", "took longer than \(time)")
                + abandonment(abandoned, language)
        case .interrupted(let abandoned):
            return language.pick("interrompu", "interrupted") + abandonment(abandoned, language)
        case .misfit(let misfit):
            return misfit.description(in: language)
        }
    }

    private func abandonment(_ abandoned: Bool, _ language: ReportLanguage) -> String {
        guard abandoned else { return "" }
        return language.pick(
            " ; l'étape ignore son annulation et a été abandonnée",
            "; the step ignores its cancellation and was left behind")
    }
}

extension StepMisfit {
    /// What does not fit, in words.
    public func description(in language: ReportLanguage) -> String {
        let place = definition.place
        switch code {
        case .missingTable:
            return language.pick(
                "la définition \(place) attend un tableau sous l'étape", "the definition \(place) takes a data table")
        case .missingDocString:
            return language.pick(
                "la définition \(place) attend un bloc de texte sous l'étape",
                "the definition \(place) takes a doc string")
        case .unexpectedTable:
            return language.pick(
                "la définition \(place) ne prend pas de tableau", "the definition \(place) takes no data table")
        case .unexpectedDocString:
            return language.pick(
                "la définition \(place) ne prend pas de bloc de texte", "the definition \(place) takes no doc string")
        case .unreadable(let error):
            return language.pick(
                "la définition \(place) ne peut pas lire un argument : \(error.frenchDescription)",
                "the definition \(place) cannot read an argument: \(error)")
        case .refused(let reason):
            return language.pick(
                "la définition \(place) ne peut pas lire un argument : \(reason)",
                "the definition \(place) cannot read an argument: \(reason)")
        }
    }
}

extension ArgumentError {
    /// The argument and its parameter type. The reason stays out, it is in English and technical.
    fileprivate var frenchDescription: String {
        let written = text.map { "« \($0) »" } ?? "rien"
        return "\(written) n'est pas une valeur possible de {\(parameterType ?? "")}"
    }
}

extension SourceReference {
    /// The place as editors and terminals know it: `File.swift:12`.
    public var place: String {
        [uri, location.map { String($0.line) }].compactMap(\.self).joined(separator: ":")
    }
}
