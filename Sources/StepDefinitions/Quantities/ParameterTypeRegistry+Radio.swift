public import Gherkin

extension ParameterTypeRegistry {
    /// The parameter types of the specification: those of French text, and the quantities of radio.
    public static let radio: ParameterTypeRegistry = {
        var registry = ParameterTypeRegistry.french
        do throws(ExpressionError) {
            try registry.define(BitRate.parameterType)
            try registry.define(Loudness.parameterType)
        } catch {
            // Constants of this file: a test defines them first.
            preconditionFailure("\(error)")
        }
        return registry
    }()
}
