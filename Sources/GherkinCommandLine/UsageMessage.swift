/// What is wrong with a command line, in French: ArgumentParser speaks English only.
///
/// Its sentences are recognised by their form; one that is not stays as it is. What our own options say is French
/// already, and comes through inside such a sentence.
enum UsageMessage {
    /// The sentence in French, on one line.
    static func french(_ sentence: String) -> String {
        let line = sentence.split(separator: "\n").first.map(String.init) ?? ""
        for translate in translations {
            if let french = translate(line) { return french }
        }
        return line
    }

    private static let translations: [@Sendable (String) -> String?] = [
        { line in
            line.wholeMatch(of: /Unknown option '(.+?)'(?:\. Did you mean '(.+?)'\?)?/).map { match in
                "l'option « \(match.1) » n'existe pas" + (match.2.map { " ; vouliez-vous dire « \($0) » ?" } ?? "")
            }
        },
        { line in
            line.wholeMatch(of: /The value '(.*?)' is invalid for '(.+?)'(?:: (.+))?/).map { match in
                let reason = match.3.map { " : \($0)" } ?? ""
                return "« \(match.1) » ne convient pas à \(match.2)\(reason)"
            }
        },
        { line in
            line.wholeMatch(of: /The option '(.+?)' does not take any value, but '(.*?)' was specified\./).map {
                "\($0.1) ne prend pas de valeur : « \($0.2) » est de trop"
            }
        },
        { line in line.wholeMatch(of: /Missing value for '(.+?)'/).map { "il manque la valeur de \($0.1)" } },
        { line in line.wholeMatch(of: /Missing expected argument '(.+?)'/).map { "il manque \($0.1)" } },
        { line in line.wholeMatch(of: /Missing one of: (.+)/).map { "il faut l'une des options \(quoted($0.1))" } },
        { line in line.wholeMatch(of: /Unexpected argument '(.+)'/).map { "« \($0.1) » est de trop" } },
        { line in
            line.wholeMatch(of: /\d+ unexpected arguments: (.+)/).map { "\(quoted($0.1)) sont de trop" }
        },
        { line in
            line.wholeMatch(of: /Value to be set with .+? '(.+?)' had already been set with .+? '(.+?)'/).map {
                "« \($0.1) » et « \($0.2) » ne vont pas ensemble"
            }
        },
    ]

    private static func quoted(_ list: Substring) -> String {
        String(list.replacing(/'(.+?)'/) { "« \($0.1) »" })
    }
}
