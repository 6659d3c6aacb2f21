/// One thing that `chromium_pages.py` is asked to do.
struct PageCommand: Sendable {
    /// What: `open`, `text`, `click`…
    let verb: String
    /// In which page.
    let page: String
    /// With what: `id`, `name`, `text`…
    var arguments: [String: Argument] = [:]

    /// A value of JSON.
    enum Argument: Encodable, Sendable {
        case text(String)
        case number(Int)
        case flag(Bool)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .flag(let flag): try container.encode(flag)
            }
        }
    }

    /// A command as it is written.
    struct Numbered: Encodable {
        let command: PageCommand
        let number: Int

        func encode(to encoder: any Encoder) throws {
            var fields = command.arguments
            fields["do"] = .text(command.verb)
            fields["page"] = .text(command.page)
            fields["command"] = .number(number)
            try fields.encode(to: encoder)
        }
    }

    /// What is said of it.
    struct Answer: Decodable {
        let text: String?
        let error: String?
    }
}
