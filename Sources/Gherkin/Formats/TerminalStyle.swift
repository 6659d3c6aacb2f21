/// The colours of a terminal (ECMA-48), or none where the report does not go to one.
struct TerminalStyle: Sendable {
    let colours: Bool

    func dim(_ text: String) -> String { paint(text, "2") }
    func bold(_ text: String) -> String { paint(text, "1") }

    /// The text in the colour of a status.
    func paint(_ text: String, as status: StepStatus) -> String {
        switch status {
        case .passed: paint(text, "32")
        case .skipped: paint(text, "36")
        case .pending, .undefined: paint(text, "33")
        case .ambiguous, .failed: paint(text, "31")
        }
    }

    private func paint(_ text: String, _ code: String) -> String {
        colours ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
