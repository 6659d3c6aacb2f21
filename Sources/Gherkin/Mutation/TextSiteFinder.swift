/// Finds the values in what an assertion says: numbers and quotations of its text, cells, its text block.
struct TextSiteFinder {
    let stimuli: [Stimulus]

    func sites(in step: Pickle.Step, arguments: [MatchedArgument]) -> [TextSite] {
        textSites(step.text, arguments) + cellSites(step.argument?.dataTable) + docStringSites(step.argument?.docString)
    }

    // MARK: The text

    private func textSites(_ text: String, _ arguments: [MatchedArgument]) -> [TextSite] {
        let scalars = Array(text.unicodeScalars)
        let captures = arguments.map { argument in (argument.group.start ?? 0)..<(argument.group.end ?? 0) }
        let quotations = QuotationInText.all(in: scalars)
        let numbers = NumberInText.all(in: scalars).filter { number in
            !quotations.contains { $0.range.overlaps(number.range) }
        }
        var sites = quotations.map { quotation in
            let range = quotation.range
            return site(.text(range), .words, scalars[range], role(range, captures, scalars))
        }
        sites += numbers.map { number in
            site(.text(number.range), .number(number), scalars[number.range], role(number.range, captures, scalars))
        }
        // A parameter that is neither a number nor a quotation: a word of one's own parameter types.
        let found = sites.compactMap { if case .text(let range) = $0.place { range } else { nil } }
        for (index, capture) in captures.enumerated()
        where !capture.isEmpty && !found.contains(where: { $0.overlaps(capture) }) {
            let role: TextSite.Role = stimuli.contains(.parameter(index)) ? .stimulus : .asserted
            sites.append(site(.text(capture), .words, scalars[capture], role))
        }
        return sites.sorted { start($0) < start($1) }
    }

    private func start(_ site: TextSite) -> Int {
        if case .text(let range) = site.place { range.lowerBound } else { 0 }
    }

    private func role(_ range: Range<Int>, _ captures: [Range<Int>], _ text: [Unicode.Scalar]) -> TextSite.Role {
        if isInLiteral(range, text) { return .stimulus }
        guard let index = captures.firstIndex(where: { $0.contains(range.lowerBound) }) else { return .notCaptured }
        return stimuli.contains(.parameter(index)) ? .stimulus : .asserted
    }

    /// Whether the value is part of words that were declared to be a name.
    private func isInLiteral(_ range: Range<Int>, _ text: [Unicode.Scalar]) -> Bool {
        stimuli.contains { stimulus in
            guard case .literal(let words) = stimulus else { return false }
            let name = Array(words.unicodeScalars)
            let first = max(0, range.upperBound - name.count)
            let last = min(range.lowerBound, text.count - name.count)
            guard !name.isEmpty, first <= last else { return false }
            return (first...last).contains { text[$0..<($0 + name.count)].elementsEqual(name) }
        }
    }

    // MARK: What stands below

    private func cellSites(_ table: Pickle.Table?) -> [TextSite] {
        guard let table, let header = table.rows.first else { return [] }
        let given = Set(stimuli.compactMap { if case .column(let name) = $0 { name } else { nil } })
        // The first row names the columns: an assertion finds its values by it.
        return table.rows.enumerated().dropFirst().flatMap { row, cells in
            zip(header.cells, cells.cells).enumerated().flatMap { column, pair in
                let role: TextSite.Role = given.contains(pair.0.value) ? .stimulus : .asserted
                return cellSites(pair.1.value, row: row, column: column, role: role)
            }
        }
    }

    private func cellSites(_ cell: String, row: Int, column: Int, role: TextSite.Role) -> [TextSite] {
        let scalars = Array(cell.unicodeScalars)
        let numbers = NumberInText.all(in: scalars)
        guard !scalars.isEmpty else { return [] }
        guard !numbers.isEmpty, role == .asserted else {
            return [site(.cell(row: row, column: column, 0..<scalars.count), .words, scalars[...], role)]
        }
        return numbers.map { number in
            site(.cell(row: row, column: column, number.range), .number(number), scalars[number.range], role)
        }
    }

    private func docStringSites(_ docString: Pickle.DocString?) -> [TextSite] {
        guard let docString, !docString.content.isEmpty else { return [] }
        let role: TextSite.Role = stimuli.contains(.docString) ? .stimulus : .asserted
        return [TextSite(place: .docString, value: .words, role: role, original: docString.content)]
    }

    private func site(
        _ place: TextSite.Place, _ value: TextSite.Value, _ original: ArraySlice<Unicode.Scalar>, _ role: TextSite.Role
    ) -> TextSite {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: original)
        return TextSite(place: place, value: value, role: role, original: String(text))
    }
}
