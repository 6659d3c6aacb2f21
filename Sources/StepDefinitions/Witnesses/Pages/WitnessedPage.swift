internal import Foundation

/// A page in the browser of one visitor.
struct WitnessedPage: Sendable {
    let witness: PageWitness
    /// What the browser's script knows it by.
    let name: String

    func open(_ url: String, _ visitor: PageVisitor) async throws {
        try await perform(
            "open",
            [
                "url": .text(url), "width": .number(visitor.width), "height": .number(visitor.height),
                "scheme": .text(visitor.prefersDark ? "dark" : "light"),
                "microphone": .flag(visitor.allowsMicrophone), "still": .flag(visitor.prefersReducedMotion),
            ])
    }

    /// The visible text of the element with an identifier; nil when it is not to be seen.
    func text(ofElement id: String) async throws -> String? { try await perform("text", ["id": .text(id)]) }

    /// All visible text of the page.
    func text() async throws -> String { try await perform("text") ?? "" }

    /// Waits until a text is to be seen, in the element with an identifier or anywhere. Neither capitals nor the space
    /// around the text count: what says « s » is said by any word with an s.
    /// - Returns: false when it is not, within the time.
    func shows(_ text: String, inElement id: String? = nil, within limit: Duration) async throws -> Bool {
        try await wait(for: text, id, limit, gone: false)
    }

    /// Waits until a text is not to be seen any more.
    /// - Returns: false when it still is, after that time.
    func hides(_ text: String, inElement id: String? = nil, within limit: Duration) async throws -> Bool {
        try await wait(for: text, id, limit, gone: true)
    }

    /// Presses the button, or follows the link, that says this.
    func click(_ name: String, role: String = "button") async throws {
        try await perform("click", ["name": .text(name), "role": .text(role)])
    }

    /// Presses what says this and is neither button nor link, such as the summary of details.
    func press(_ text: String) async throws { try await perform("press", ["name": .text(text)]) }

    /// Clicks into the element with an identifier, at so many thousandths of its width, as on a slider.
    func point(at thousandths: Int, ofElement id: String) async throws {
        try await perform("point", ["id": .text(id), "thousandths": .number(thousandths)])
    }

    /// Checks the box whose label begins with this, or unchecks it.
    func set(_ label: String, to isOn: Bool) async throws {
        try await perform("check", ["name": .text(label), "on": .flag(isOn)])
    }

    /// Types a text into the field with this label.
    func fill(_ label: String, with text: String) async throws {
        try await perform("fill", ["name": .text(label), "text": .text(text)])
    }

    /// Chooses an entry of the list with this label.
    func choose(_ entry: String, in label: String) async throws {
        try await perform("choose", ["name": .text(label), "text": .text(entry)])
    }

    /// What the field with this label holds.
    func value(ofField label: String) async throws -> String {
        try await perform("value", ["name": .text(label)]) ?? ""
    }

    /// An attribute of the element with an identifier; nil when it has none.
    func attribute(_ attribute: String, ofElement id: String) async throws -> String? {
        try await perform("attribute", ["id": .text(id), "name": .text(attribute)])
    }

    /// Presses keys, one after the other: `Tab`, `Enter`, `Escape`…
    func press(keys: String...) async throws {
        try await perform("keys", ["text": .text(keys.joined(separator: " "))])
    }

    /// Takes back what the visitor had allowed pages to use, the microphone with it.
    func withdrawPermissions() async throws { try await perform("withdraw") }

    /// What the rules of WCAG 2.2 AA that a program can verify find wrong with the page as it is now, by axe-core: names,
    /// roles, contrasts, the language…
    func accessibilityFaults() async throws -> [String] {
        let text = try await perform("audit") ?? "[]"
        return try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }

    /// The JSON of an expression's value in the page: what no person could see.
    func evaluate(_ expression: String) async throws -> String {
        try await perform("evaluate", ["text": .text(expression)]) ?? "null"
    }

    /// What the browser complained about: errors of scripts, violations of the content security policy, requests that
    /// failed.
    func complaints() async throws -> [String] {
        let text = try await perform("errors") ?? "[]"
        return try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }

    /// Of those, the violations of the content security policy.
    func policyViolations() async throws -> [String] {
        try await complaints().filter { $0.contains("Content Security Policy") }
    }

    /// Draws the whole page into a PNG file.
    func screenshot(to path: String) async throws { try await perform("screenshot", ["path": .text(path)]) }

    /// Loads the page again.
    func reload() async throws { try await perform("reload") }

    /// Closes it, as its visitor would.
    func close() async throws { try await perform("close") }

    private func wait(for text: String, _ id: String?, _ limit: Duration, gone: Bool) async throws -> Bool {
        var arguments: [String: PageCommand.Argument] = [
            "text": .text(text), "gone": .flag(gone), "milliseconds": .number(Int(limit / .milliseconds(1))),
        ]
        arguments["id"] = id.map { .text($0) }
        return try await perform("wait", arguments) == "true"
    }

    @discardableResult
    private func perform(_ verb: String, _ arguments: [String: PageCommand.Argument] = [:]) async throws -> String? {
        try await witness.perform(PageCommand(verb: verb, page: name, arguments: arguments))
    }
}
