extension UsageError {
    /// What went wrong and what to do, in words.
    public func description(in language: ReportLanguage) -> String {
        switch code {
        case .noSuchFile(let path):
            return language.pick("« \(path) » : ni fichier, ni dossier", "\(path): no such file or folder")
        case .unreadable(let path, let problem):
            let reason = problem.description(in: language)
            return language.pick("« \(path) » est illisible : \(reason)", "\(path) cannot be read: \(reason)")
        case .lineOfFolder(let path, let line):
            return language.pick(
                "« \(path):\(line) » : une ligne se donne avec un fichier, « \(path) » est un dossier",
                "\(path):\(line): a line needs a file, and \(path) is a folder")
        case .noScenario(let path, let line):
            return language.pick(
                "« \(path):\(line) » : il n'y a pas de scénario à cette ligne",
                "\(path):\(line): there is no scenario on that line")
        case .invalidTagExpression(let text, let problem):
            let reason = problem.description(in: language)
            return language.pick(
                "--tags « \(text) » n'est pas une expression d'étiquettes : \(reason)",
                "--tags \"\(text)\" is no tag expression: \(reason)")
        case .invalidNamePattern(let text, let offset, let reason):
            return language.pick(
                "--name « \(text) » n'est pas une expression régulière : voir à partir du caractère \(offset + 1)",
                "--name \"\(text)\" is no regular expression, from character \(offset + 1) on: \(reason)")
        case .unwritable(let path, let problem):
            let reason = problem.description(in: language)
            return language.pick("impossible d'écrire « \(path) » : \(reason)", "\(path) cannot be written: \(reason)")
        case .missingReportFile(let name):
            return language.pick(
                "--format \(name): : il manque le fichier après les deux-points",
                "--format \(name): a file is missing behind the colon")
        case .unknownFormat(let name):
            let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            return language.pick(
                "le format « \(name) » n'existe pas ; il y a : \(known)",
                "there is no format \"\(name)\", but: \(known)")
        case .invalidLibrary(let problems):
            let list = problems.map { "  \($0.sourceReference.place)\n\(Self.indented($0.message))" }
            return language.pick("définitions en erreur :", "invalid definitions:") + "\n"
                + list.joined(separator: "\n")
        case .nothingSelected:
            return language.pick(
                "aucun scénario n'est sélectionné ; --allow-empty pour l'accepter",
                "no scenario was selected; --allow-empty accepts that")
        }
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
    }
}

extension FileProblem {
    /// Why, in words.
    public func description(in language: ReportLanguage) -> String {
        switch self {
        case .absent: language.pick("ce chemin n'existe pas", "there is no such path")
        case .forbidden: language.pick("les permissions ne le permettent pas", "its permissions do not allow it")
        case .isFolder: language.pick("c'est un dossier", "it is a folder")
        case .noSpace: language.pick("le disque est plein ou protégé", "the disk is full or protected")
        case .other(let reason): reason
        }
    }
}
