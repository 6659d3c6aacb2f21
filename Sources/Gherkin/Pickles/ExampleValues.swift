/// One row of an outline's examples: the values of its parameters.
struct ExampleValues {
    let row: GherkinDocument.TableRow
    let tags: [GherkinDocument.Tag]
    private let parameters: [(marker: [UInt8], value: String)]

    init(header: GherkinDocument.TableRow, row: GherkinDocument.TableRow, tags: [GherkinDocument.Tag]) {
        self.row = row
        self.tags = tags
        parameters = zip(header.cells, row.cells).map { (Array("<\($0.value)>".utf8), $1.value) }
    }

    /// The text with each `<parameter>` replaced by its value, one parameter after the other as in the reference: a value
    /// may hold a parameter of a later column.
    func fill(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "<")) else {
            return text
        }
        return parameters.reduce(text) { $0.replacing(bytes: $1.marker, with: $1.value) }
    }

    /// How long the filled text is, in UTF-8 bytes; `nil` when it grows beyond a limit on the way, which is found out
    /// without making a text that long.
    func filledLength(of text: String, atMost limit: Int) -> Int? {
        var text = text
        for (marker, value) in parameters {
            let count = text.occurrences(of: marker).count
            guard text.utf8.count + count * (value.utf8.count - marker.count) <= limit else { return nil }
            if count > 0 { text = text.replacing(bytes: marker, with: value) }
        }
        return text.utf8.count <= limit ? text.utf8.count : nil
    }
}
