/// A bill as a spreadsheet reads it: a header, then rows.
struct BillCSV: Sendable {
    let rows: [[String: String]]

    init(_ lines: [String]) {
        let names = lines.first?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
        rows = lines.dropFirst().compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == names.count else { return nil }
            return Dictionary(zip(names, fields), uniquingKeysWith: { first, _ in first })
        }
    }

    /// The sum of a column of whole numbers.
    func sum(_ column: String) -> Int { rows.reduce(0) { $0 + ($1[column].flatMap { Int($0) } ?? 0) } }

    /// The different values of a column, in the order of the alphabet.
    func values(_ column: String) -> [String] { Set(rows.compactMap { $0[column] }).sorted() }
}
