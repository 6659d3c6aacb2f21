/// A number that stands by itself in a text, as people write it: `2`, `-14,5`, `1 500`; not the digits of `MP3`.
struct NumberInText: Sendable, Hashable {
    /// Where it stands, in Unicode scalars.
    let range: Range<Int>
    let value: Double
    /// How many digits stand behind the separator.
    let decimals: Int
    /// What separates the decimals; a point when there are none.
    private let separator: Unicode.Scalar

    /// The least step that the way it is written can show: 1 for `2`, 0.1 for `2,5`.
    var quantum: Double { powerOfTen(-decimals) }

    /// Another number in the same way of writing, with at least as many decimals.
    func rendered(_ value: Double, decimals: Int) -> String {
        let decimals = max(self.decimals, decimals)
        let scale = powerOfTen(decimals)
        // A mutant beyond this could not be told from its neighbour.
        guard value.isFinite, abs(value * scale) < 9e15 else { return "\(value)" }
        let scaled = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && scaled != 0 ? "-" : ""
        let unit = Int64(scale)
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(String(unit + scaled % unit).dropFirst())
        return "\(sign)\(scaled / unit)\(separator)\(fraction)"
    }
}

func powerOfTen(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<abs(exponent) { power *= 10 }
    return exponent < 0 ? 1 / power : power
}

extension NumberInText {
    /// The numbers that stand by themselves in a text, from left to right.
    static func all(in text: [Unicode.Scalar]) -> [NumberInText] {
        var numbers: [NumberInText] = []
        var position = 0
        while position < text.count {
            if let number = NumberInText(startingAt: position, in: text) {
                numbers.append(number)
                position = number.range.upperBound
            } else {
                position += 1
            }
        }
        return numbers
    }

    private init?(startingAt start: Int, in text: [Unicode.Scalar]) {
        func isDigit(_ index: Int) -> Bool { index < text.count && ("0"..."9").contains(text[index]) }
        let hasSign = ["-", "+", "\u{2212}"].contains(text[start])
        let first = hasSign ? start + 1 : start
        guard isDigit(first), start == 0 || Self.mayPrecede(text[start - 1]) else { return nil }
        var digits = ""
        var end = first
        while isDigit(end) || Self.isGrouping(at: end, in: text) {
            if isDigit(end) { digits.unicodeScalars.append(text[end]) }
            end += 1
        }
        var separator: Unicode.Scalar = "."
        var decimals = 0
        if end < text.count, text[end] == "." || text[end] == ",", isDigit(end + 1) {
            separator = text[end]
            digits += "."
            end += 1
            while isDigit(end) {
                digits.unicodeScalars.append(text[end])
                decimals += 1
                end += 1
            }
        }
        guard let value = Double(digits), decimals <= 12 else { return nil }
        range = start..<end
        self.value = hasSign && text[start] != "+" ? -value : value
        self.decimals = decimals
        self.separator = separator
    }

    /// A digit behind a letter is part of a name (`MP3`), behind a point that of a file (`.m3u8`).
    private static func mayPrecede(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return !properties.isAlphabetic && properties.numericType == nil && !["_", ".", "-"].contains(scalar)
    }

    /// A space between thousands: `1 500`, with any of the spaces that French uses.
    private static func isGrouping(at index: Int, in text: [Unicode.Scalar]) -> Bool {
        guard index + 3 < text.count, index > 0, [" ", "\u{A0}", "\u{202F}"].contains(text[index]) else { return false }
        func isDigit(_ index: Int) -> Bool { index < text.count && ("0"..."9").contains(text[index]) }
        return isDigit(index - 1) && (1...3).allSatisfy { isDigit(index + $0) } && !isDigit(index + 4)
    }
}
