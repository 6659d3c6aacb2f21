/// A regular expression as instructions of a small machine, which `PatternMatcher` runs.
struct PatternProgram: Hashable, Sendable {
    enum Instruction: Hashable, Sendable {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)
        case assert(PatternAssertion)
        /// Goes on at `preferred`, and at `other` when that fails.
        case split(preferred: Int, other: Int)
        case jump(Int)
        /// Notes the place in the text in a slot: 2n and 2n + 1 are the ends of group n.
        case save(slot: Int)
        /// Runs one of `looks` from here, without moving.
        case look(Int, isNegated: Bool)
        case accept
    }

    fileprivate(set) var instructions: [Instruction] = []
    /// The programs of the look-aheads and look-behinds.
    fileprivate(set) var looks: [PatternProgram] = []
    /// Whether the program reads the text from right to left, as a look-behind does.
    fileprivate(set) var readsBackwards = false
}

/// Turns a syntax tree into a program.
struct PatternCompiler {
    /// A step expression has some hundred instructions; nested counts (`((a{1000}){1000})`) would have millions.
    static let maximumSize = 20_000

    private var program = PatternProgram()

    /// The program of a pattern; throws when it has too many instructions.
    static func compile(_ node: PatternNode, readsBackwards: Bool = false) throws(PatternError) -> PatternProgram {
        var compiler = PatternCompiler()
        compiler.program.readsBackwards = readsBackwards
        try compiler.append(node)
        try compiler.emit(.accept)
        return compiler.program
    }

    private var end: Int { program.instructions.count }

    private mutating func emit(_ instruction: PatternProgram.Instruction) throws(PatternError) {
        guard end < Self.maximumSize else {
            throw PatternError(offset: 0, reason: "The expression repeats too much: it has no reasonable size")
        }
        program.instructions.append(instruction)
    }

    private mutating func append(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .scalar(let scalar): try emit(.scalar(scalar))
        case .set(let set): try emit(.set(set))
        case .assertion(let assertion): try emit(.assert(assertion))
        case .sequence(let parts):
            for part in program.readsBackwards ? parts.reversed() : parts { try append(part) }
        case .capture(let index, let body):
            let first = program.readsBackwards ? 1 : 0
            try emit(.save(slot: 2 * index + first))
            try append(body)
            try emit(.save(slot: 2 * index + 1 - first))
        case .alternation(let branches): try appendAlternation(branches)
        case .repetition(let body, let repetition): try appendRepetition(of: body, repetition)
        case .look(let body, let isBehind, let isNegated):
            program.looks.append(try Self.compile(body, readsBackwards: isBehind))
            try emit(.look(program.looks.count - 1, isNegated: isNegated))
        }
    }

    private mutating func appendAlternation(_ branches: [PatternNode]) throws(PatternError) {
        var exits: [Int] = []
        for branch in branches.dropLast() {
            let split = end
            try emit(.accept)
            try append(branch)
            exits.append(end)
            try emit(.accept)
            program.instructions[split] = .split(preferred: split + 1, other: end)
        }
        if let last = branches.last { try append(last) }
        for exit in exits { program.instructions[exit] = .jump(end) }
    }

    private mutating func appendRepetition(
        of body: PatternNode, _ repetition: PatternRepetition
    ) throws(PatternError) {
        for _ in 0..<repetition.minimum { try append(body) }
        guard let maximum = repetition.maximum else {
            let split = end
            try emit(.accept)
            try append(body)
            try emit(.jump(split))
            program.instructions[split] = self.split(into: split + 1, past: end, repetition)
            return
        }
        var splits: [Int] = []
        for _ in repetition.minimum..<maximum {
            splits.append(end)
            try emit(.accept)
            try append(body)
        }
        for split in splits {
            program.instructions[split] = self.split(into: split + 1, past: end, repetition)
        }
    }

    private func split(
        into body: Int, past end: Int, _ repetition: PatternRepetition
    ) -> PatternProgram.Instruction {
        repetition.isLazy ? .split(preferred: end, other: body) : .split(preferred: body, other: end)
    }
}
