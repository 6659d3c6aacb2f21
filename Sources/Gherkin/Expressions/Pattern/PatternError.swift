/// Why a regular expression does not compile.
struct PatternError: Error, Hashable, Sendable {
    /// Where, in Unicode scalars from the start of the source.
    let offset: Int
    /// What is wrong there.
    let reason: String
}
