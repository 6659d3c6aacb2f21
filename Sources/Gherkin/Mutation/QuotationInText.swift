/// A text between quotation marks in a text: `"…"`, « … », “…”.
struct QuotationInText: Sendable, Hashable {
    /// Where what is quoted stands, in Unicode scalars, the marks left out.
    let range: Range<Int>

    private static let closings: [Unicode.Scalar: Unicode.Scalar] = ["\"": "\"", "«": "»", "“": "”"]

    /// The quotations of a text, from left to right; an opening mark without its closing one quotes nothing.
    static func all(in text: [Unicode.Scalar]) -> [QuotationInText] {
        var quotations: [QuotationInText] = []
        var position = 0
        while position < text.count {
            let start = position + 1
            if let closing = closings[text[position]], let end = text[start...].firstIndex(of: closing) {
                quotations.append(QuotationInText(range: start..<end))
                position = end
            }
            position += 1
        }
        return quotations
    }
}
