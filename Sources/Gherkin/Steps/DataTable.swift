/// The table below a step, as the step's closure takes it.
public struct DataTable: Sendable, Hashable {
    /// The cells, row by row; all rows have the same number of cells.
    public let rows: [[String]]

    /// A table of the given rows.
    public init(rows: [[String]]) {
        self.rows = rows
    }

    init(_ table: Pickle.Table) {
        rows = table.rows.map { $0.cells.map(\.value) }
    }

    /// The first row, which by custom names the columns; empty in a table without rows.
    public var header: [String] { rows.first ?? [] }

    /// The rows below the header, each as the cell of a column by the column's name.
    ///
    /// Of two columns with one name the first one counts.
    public var records: [[String: String]] {
        rows.dropFirst().map { row in
            Dictionary(zip(header, row)) { first, _ in first }
        }
    }

    /// The cells of the named column, without the header; `nil` when no column has that name.
    public func column(_ name: String) -> [String]? {
        guard let index = header.firstIndex(of: name) else { return nil }
        return rows.dropFirst().map { $0[index] }
    }
}
