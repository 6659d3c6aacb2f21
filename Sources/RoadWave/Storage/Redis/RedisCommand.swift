/// A command: its name, then its arguments. Nothing in them is ever taken for another argument.
struct RedisCommand: Hashable, Sendable {
    let words: [String]

    init(_ words: String...) { self.words = words }

    init(words: [String]) { self.words = words }
}
