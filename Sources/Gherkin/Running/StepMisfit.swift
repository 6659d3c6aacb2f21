/// A step whose text fits a definition while what stands below it does not; found when the run is planned.
public struct StepMisfit: Error, Sendable, Hashable {
    /// What does not fit.
    public enum Code: Sendable, Hashable {
        /// The definition takes a table and the step has none.
        case missingTable
        /// The definition takes a text block and the step has none.
        case missingDocString
        /// The step has a table and the definition takes none.
        case unexpectedTable
        /// The step has a text block and the definition takes none.
        case unexpectedDocString
        /// An argument matches its parameter type but has no value: a number that is too large.
        case unreadable(ArgumentError)
        /// An argument has no value for a reason of the project's own parameter type, in its words.
        case refused(reason: String)
    }

    /// What does not fit.
    public let code: Code
    /// The definition that the text fits.
    public let definition: SourceReference
}
