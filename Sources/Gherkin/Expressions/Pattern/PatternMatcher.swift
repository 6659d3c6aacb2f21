/// Runs a program over a text by backtracking, and never tries a state twice.
///
/// A state is an instruction and a place in the text. Without back-references a state that failed once fails always, so
/// one bit for each state bounds the time by their number: no expression and no text is catastrophic (the "bit state"
/// matcher of RE2). A look-around is a matcher of its own at each place, so one that looks far costs the square of the
/// text; those of our own parameter types look at one character. Preferences are those of Perl: the first branch that
/// leads to a match wins.
/// See docs/decisions/runner.md, « A matcher of our own ».
struct PatternMatcher {
    private enum Job {
        case visit(instruction: Int, position: Int)
        case restore(slot: Int, value: Int)
    }

    private let program: PatternProgram
    private let text: [Unicode.Scalar]
    private var visited: VisitedStates
    private var jobs: [Job] = []
    /// The ends of the groups found so far, -1 where there is none.
    private(set) var slots: [Int]

    init(_ program: PatternProgram, text: [Unicode.Scalar], slots: [Int], isLook: Bool = false) {
        self.program = program
        self.text = text
        self.slots = slots
        visited = VisitedStates(count: program.instructions.count * (text.count + 1), expectsFew: isLook)
    }

    /// Whether the program accepts from this place on; `slots` then says where its groups are.
    ///
    /// May be called for one place after another: what failed from the first is not tried again from the next.
    mutating func matches(from start: Int) -> Bool {
        jobs.append(.visit(instruction: 0, position: start))
        while let job = jobs.popLast() {
            switch job {
            case .restore(let slot, let value): slots[slot] = value
            case .visit(let instruction, let position):
                if run(from: instruction, at: position) { return true }
            }
        }
        return false
    }

    /// Follows the preferred way until it accepts or fails, noting the other ways as jobs.
    private mutating func run(from first: Int, at start: Int) -> Bool {
        var index = first
        var position = start
        while visited.insert(index * (text.count + 1) + position) {
            switch program.instructions[index] {
            case .scalar(let scalar):
                guard scalar == self.scalar(at: position) else { return false }
                position += program.readsBackwards ? -1 : 1
            case .set(let set):
                guard let scalar = scalar(at: position), set.contains(scalar) else { return false }
                position += program.readsBackwards ? -1 : 1
            case .assert(let assertion):
                guard holds(assertion, at: position) else { return false }
            case .split(let preferred, let other):
                jobs.append(.visit(instruction: other, position: position))
                index = preferred
                continue
            case .jump(let target):
                index = target
                continue
            case .save(let slot):
                save(position, in: slot)
            case .look(let look, let isNegated):
                var matcher = PatternMatcher(program.looks[look], text: text, slots: slots, isLook: true)
                guard matcher.matches(from: position) != isNegated else { return false }
                for (slot, value) in matcher.slots.enumerated() where !isNegated { save(value, in: slot) }
            case .accept:
                return true
            }
            index += 1
        }
        return false
    }

    private mutating func save(_ value: Int, in slot: Int) {
        guard slots[slot] != value else { return }
        jobs.append(.restore(slot: slot, value: slots[slot]))
        slots[slot] = value
    }

    /// The scalar that a consuming instruction reads at this place.
    private func scalar(at position: Int) -> Unicode.Scalar? {
        let index = program.readsBackwards ? position - 1 : position
        return text.indices.contains(index) ? text[index] : nil
    }

    private func holds(_ assertion: PatternAssertion, at position: Int) -> Bool {
        switch assertion {
        case .start: position == 0
        case .end: position == text.count
        case .wordBoundary: isWord(position - 1) != isWord(position)
        case .notWordBoundary: isWord(position - 1) == isWord(position)
        }
    }

    private func isWord(_ index: Int) -> Bool {
        text.indices.contains(index) && ScalarSet.Member.word.contains(text[index])
    }
}
