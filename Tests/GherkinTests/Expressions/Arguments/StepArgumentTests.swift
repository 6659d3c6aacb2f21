import Testing

@testable import Gherkin

@Suite("The arguments of step closures")
struct StepArgumentTests {
    @Test("a closure with the types that the expression gives is accepted")
    func fitting() throws {
        let expression = try StepExpression("{int} {float} {string} {word} {} {long} {biginteger}")
        try expression.check(argumentTypes: [
            Int.self, Double.self, String.self, String.self, String.self, Int64.self, BigInteger.self,
        ])
    }

    @Test("another number of arguments is a mismatch")
    func arity() throws {
        let expression = try StepExpression("{int} kbps")
        let error = #expect(throws: ArgumentMismatch.self) { try expression.check(argumentTypes: []) }
        #expect(error?.description == #""{int} kbps": parameters of the expression: 1, arguments of the closure: 0"#)
    }

    @Test("another type is a mismatch that names the parameter")
    func type() throws {
        let expression = try StepExpression("{word} à {int} kbps")
        let error = #expect(throws: ArgumentMismatch.self) {
            try expression.check(argumentTypes: [String.self, String.self])
        }
        #expect(error?.reason == "parameter 2, {int}, gives Int, the closure takes String")
    }

    @Test("a pack of types reads a pack of values")
    func parameterPack() throws {
        func read<each Argument: StepArgument>(
            _ arguments: [MatchedArgument], as types: repeat (each Argument).Type
        ) throws -> (repeat each Argument) {
            var rest = arguments.makeIterator()
            func next<Value: StepArgument>(_ type: Value.Type) throws -> Value {
                let argument = rest.next()
                return try Value(#require(argument))
            }
            return (repeat try next((each Argument).self))
        }
        let arguments = try #require(try StepExpression("{int} lives de {string}").match(#"2 lives de "Léa""#))
        let (count, name) = try read(arguments, as: Int.self, String.self)
        #expect(count == 2)
        #expect(name == "Léa")
    }

    @Test("an optional argument is nil for a group that takes no part")
    func optional() throws {
        let expression = try StepExpression(#"^(\d+)? lives?$"#)
        try expression.check(argumentTypes: [Int?.self])
        #expect(try expression.match(" live").map { try Int?($0[0]) } == .some(nil))
        #expect(try expression.match("3 lives").map { try Int?($0[0]) } == 3)
    }

    @Test("without an optional, a group that takes no part is an error")
    func missing() throws {
        let argument = try #require(try StepExpression(#"^(\d+)? lives?$"#).match(" live")?.first)
        #expect(throws: ArgumentError(text: nil, parameterType: "int", reason: "it gives no Int")) { try Int(argument) }
    }
}
