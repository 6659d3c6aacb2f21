extension SyntaxErrors {
    /// The errors for people: each with its file, line and column, the line itself, a caret, and the fix.
    /// - Parameters:
    ///   - uri: the file as it was given.
    ///   - bytes: the whole file.
    ///   - language: the language of the reader.
    public func report(uri: String, bytes: [UInt8], language: ReportLanguage = .french) -> String {
        errors.map { $0.report(uri: uri, bytes: bytes, language: language) }.joined(separator: "\n")
    }
}

extension SyntaxError {
    /// The error for people, over several lines that each end with a line feed:
    ///
    ///     radio.feature:12:3: erreur : Vouliez-vous écrire `Scénario:` ?
    ///        |
    ///     12 |   Scenario: Une panne
    ///        |   ^^^^^^^^^
    public func report(uri: String, bytes: [UInt8], language: ReportLanguage = .french) -> String {
        let place = [uri, String(location.line), location.column.map(String.init)].compactMap(\.self)
        let heading =
            "\(place.joined(separator: ":")): \(language.pick("erreur :", "error:")) \(message(in: language))\n"
        guard let column = location.column, let line = Self.line(location.line, of: bytes) else {
            return heading
        }
        let number = String(location.line)
        let margin = String(repeating: " ", count: number.count)
        // Tabs stay tabs, so that the caret stands below its letter whatever their width is.
        let indent = line.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        let carets = String(repeating: "^", count: max(1, markedLength))
        return heading + "\(margin) |\n\(number) | \(line)\n\(margin) | \(indent)\(carets)\n"
    }

    /// What is wrong and what to do, without the place.
    public func message(in language: ReportLanguage) -> String {
        switch kind {
        case .unexpectedLine(_, let expected):
            language.pick("Ligne inattendue. Ici peut venir : ", "Unexpected line. Here may come: ")
                + Self.list(expected, in: language)
        case .unexpectedEndOfFile(let expected):
            language.pick("Le fichier finit trop tôt. Il manque : ", "The file ends too early. Missing: ")
                + Self.list(expected, in: language)
        case .unknownLanguage(let name):
            language.pick("Langue inconnue : \(name).", "Unknown language: \(name).")
                + Self.languageAdvice(name, in: language)
        case .otherEncoding(let encoding):
            language.pick(
                "Le fichier n'est pas en UTF-8 (\(encoding.rawValue) ?) : enregistrez-le en UTF-8",
                "The file is not in UTF-8 (\(encoding.rawValue)?): save it as UTF-8")
        case .whiteSpaceInTag:
            language.pick("Une étiquette ne peut pas contenir d'espace", "A tag may not contain white space")
        case .inconsistentCellCount:
            language.pick(
                "Cette ligne n'a pas autant de cellules que la première du tableau",
                "This row has not as many cells as the first of its table")
        case .keyword(let mistake):
            mistake.message(in: language)
        case .examplesTooLong(let limit):
            language.pick(
                "Avec cette ligne, les exemples donnent plus de \(limit / 1_000_000) Mo de texte",
                "With this row the examples become more than \(limit / 1_000_000) MB of text")
        }
    }

    private static func languageAdvice(_ name: String, in language: ReportLanguage) -> String {
        guard let code = LanguageHeader.dialect(called: name)?.code else {
            return ""
        }
        return language.pick(" Vouliez-vous écrire `# language: \(code)` ?", " Did you mean `# language: \(code)`?")
    }

    /// How many letters the carets mark.
    private var markedLength: Int {
        switch kind {
        case .keyword(let mistake): mistake.written.unicodeScalars.count
        case .unexpectedLine(let text, _): min(text.unicodeScalars.count, 80)
        default: 1
        }
    }

    private static func list(_ expected: [String], in language: ReportLanguage) -> String {
        expected.compactMap { names[$0] }.map { language.pick($0.french, $0.english) }.joined(separator: ", ")
    }

    /// What people call the kinds of line; blank lines and comments go without saying.
    private static let names: [String: (french: String, english: String)] = [
        "#EOF": ("la fin du fichier", "the end of the file"),
        "#Language": ("`# language:`", "`# language:`"),
        "#TagLine": ("une étiquette `@…`", "a tag `@…`"),
        "#FeatureLine": ("une fonctionnalité", "a feature"),
        "#RuleLine": ("une règle", "a rule"),
        "#BackgroundLine": ("un contexte", "a background"),
        "#ScenarioLine": ("un scénario", "a scenario"),
        "#ExamplesLine": ("des exemples", "examples"),
        "#StepLine": ("une étape", "a step"),
        "#TableRow": ("une ligne de tableau `|`", "a row of a table `|`"),
        "#DocStringSeparator": ("`\"\"\"`", "`\"\"\"`"),
        "#Other": ("du texte", "text"),
    ]

    private static func line(_ number: Int, of bytes: [UInt8]) -> String? {
        var scanner = LineScanner(bytes, from: ByteOrderMark.length(in: bytes))
        while true {
            let token = scanner.next()
            if token.isEndOfFile {
                return nil
            }
            if token.line.number == number {
                return bytes.lineText(token.line.start, token.line.end)
            }
        }
    }
}

extension KeywordMistake {
    /// What is wrong and what to do, in the language of people.
    public func message(in language: ReportLanguage) -> String {
        guard language == .french else { return message }
        return switch remedy {
        case .write(let keyword): "Vouliez-vous écrire `\(keyword)` ?"
        case .move: "`\(written)` ne peut pas se trouver ici"
        case .nameLanguage(let code): "`\(written)` demande `# language: \(code)` en première ligne du fichier"
        case .putUnder(let keyword):
            "Ce tableau n'appartient à aucune étape. Vouliez-vous écrire `\(keyword)` au-dessus ?"
        }
    }
}
