/// Numbers as people read them in a report: at most three decimals, a comma in French.
struct NumberFormat: Sendable {
    let language: ReportLanguage

    /// `2` for 2, `0,022` for 0.022, `1 234,5` stays `1234,5`: a figure that can be copied.
    func string(_ number: Double) -> String {
        // Beyond this the thousandths of a Double are noise, and Int64 would overflow.
        guard number.isFinite, abs(number) < 1e12 else { return "\(number)" }
        let thousandths = Int64((abs(number) * 1_000).rounded())
        if thousandths == 0, number != 0 { return localised("\(number)") }
        let sign = number < 0 && thousandths != 0 ? "-" : ""
        let whole = "\(sign)\(thousandths / 1_000)"
        var decimals = String(String(1_000 + thousandths % 1_000).dropFirst())
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return decimals.isEmpty ? whole : localised("\(whole).\(decimals)")
    }

    /// A duration in the unit that suits it: `12 ms`, `2,5 s`, `3 min 20 s`.
    func string(_ duration: Duration) -> String {
        let seconds = duration / .seconds(1)
        if seconds < 1 { return "\(Int((seconds * 1_000).rounded())) ms" }
        if seconds < 60 { return "\(string((seconds * 10).rounded() / 10)) s" }
        let whole = Int(seconds.rounded())
        return "\(whole / 60) min \(whole % 60) s"
    }

    private func localised(_ number: String) -> String {
        switch language {
        case .french: String(number.map { $0 == "." ? "," : $0 })
        case .english: number
        }
    }
}
