/// What `--help` says, in French: ArgumentParser's own words are English only.
///
/// Its words are recognised by their place; one that is not stays as it is.
enum HelpText {
    /// The text in French.
    static func french(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            words.reduce(String(line)) { line, word in line.replacing(word.english, with: word.french) }
        }.joined(separator: "\n")
    }

    /// Each is as long as its English, where columns stand behind it.
    private static let words: [(english: String, french: String)] = [
        ("OVERVIEW: ", ""),
        ("USAGE: ", "EMPLOI : "),
        ("ARGUMENTS:", "ARGUMENTS :"),
        ("OPTIONS:", "OPTIONS :"),
        ("SUBCOMMANDS:", "COMMANDES :"),
        ("<subcommand>", "<commande>"),
        ("(default)", "(défaut) "),
        ("(default: ", "(par défaut : "),
        ("Show help information.", "Montre cette aide."),
        ("  See 'gherkin-run help <commande>' for detailed help.", "  « gherkin-run help <commande> » en dit plus."),
    ]
}
