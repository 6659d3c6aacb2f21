/// A value in the text of an assertion that is not asserted but given: an example, an amount that the step itself sends.
///
/// The mutation of the text lists it instead of moving it.
public enum Stimulus: Sendable, Hashable {
    /// The parameter at this place among the closure's arguments, counted from 0.
    case parameter(Int)
    /// The cells of the column with this name: « valeur exemple ».
    case column(String)
    /// These words of the text, which are a name and not a value: « 4G ».
    case literal(String)
    /// The text block below the step.
    case docString
}
