/// On which side a specification is made wrong, to see that it can turn red.
public enum MutationSide: String, Sendable, Hashable, CaseIterable {
    /// The text: a value that an assertion names is moved just outside what it accepts.
    case text
    /// The reality: the world is sabotaged while the text stays.
    case reality
    /// The absence: what the scenario is about does not happen.
    case absence

    /// The side, for people.
    func name(in language: ReportLanguage) -> String {
        switch self {
        case .text: language.pick("texte", "text")
        case .reality: language.pick("réalité", "reality")
        case .absence: "absence"
        }
    }
}
