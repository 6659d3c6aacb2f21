/// For whom a feature file is read.
public enum ParsingMode: Sendable, Hashable {
    /// For machines: exactly what the official Gherkin parsers do.
    case conformance
    /// For people: accepts what a person would read as Gherkin (a byte order mark, `fr-FR`, typographic apostrophes and
    /// no-break spaces in keywords, letters and accents apart), and refuses what official parsers swallow as description
    /// although a keyword was meant (`Scenario:` in a French file).
    case tolerant
}
