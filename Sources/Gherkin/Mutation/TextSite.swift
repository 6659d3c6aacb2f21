/// A value in what a step says: in its text, in a cell below it, or its whole text block.
struct TextSite: Sendable {
    /// Where the value stands.
    enum Place: Sendable, Hashable {
        case text(Range<Int>)
        case cell(row: Int, column: Int, Range<Int>)
        case docString
    }

    /// What kind of value it is, and so how it is moved.
    enum Value: Sendable {
        case number(NumberInText)
        case words
    }

    /// What the definition makes of the value.
    enum Role: Sendable, Hashable {
        case asserted
        /// Declared as given, not asserted.
        case stimulus
        /// In the text of the pattern itself: the closure never sees it.
        case notCaptured
    }

    let place: Place
    let value: Value
    let role: Role
    /// The value as it is written.
    let original: String
}

extension TextSite {
    /// The step with another text at this place.
    func replacing(in step: Pickle.Step, with replacement: String) -> Pickle.Step {
        var step = step
        switch place {
        case .text(let range):
            step.text = Self.replace(range, of: step.text, with: replacement)
        case .cell(let row, let column, let range):
            guard let cell = step.argument?.dataTable?.rows[row].cells[column].value else { break }
            step.argument?.dataTable?.rows[row].cells[column].value = Self.replace(range, of: cell, with: replacement)
        case .docString:
            step.argument?.docString?.content = replacement
        }
        return step
    }

    private static func replace(_ range: Range<Int>, of text: String, with replacement: String) -> String {
        var scalars = Array(text.unicodeScalars)
        guard range.upperBound <= scalars.count else { return text }
        scalars.replaceSubrange(range, with: replacement.unicodeScalars)
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }

    /// The value with another last letter or digit: as near as words can come.
    var alteredWords: String {
        var scalars = Array(original.unicodeScalars)
        let last = scalars.lastIndex { $0.properties.isAlphabetic || $0.properties.numericType != nil }
        guard let last else { return original + "x" }
        scalars[last] =
            switch scalars[last] {
            case "9": "0"
            case "z": "a"
            case "Z": "A"
            case "0"..."8", "a"..."y", "A"..."Y": Unicode.Scalar(scalars[last].value + 1) ?? "x"
            default: "x"
            }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }
}
