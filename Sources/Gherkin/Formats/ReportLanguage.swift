/// The language in which a report speaks to people; the machine formats are always as their standards have them.
public enum ReportLanguage: String, Sendable, Hashable, CaseIterable {
    /// French, the default.
    case french = "fr"
    /// English.
    case english = "en"

    /// One of two texts.
    func pick(_ french: String, _ english: String) -> String {
        switch self {
        case .french: french
        case .english: english
        }
    }
}
