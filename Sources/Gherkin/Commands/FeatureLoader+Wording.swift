extension FeatureLoader.Broken {
    /// What is wrong in the file, for people.
    func description(in language: ReportLanguage) -> String {
        errors.errors.map { error in
            let place = [error.location.line, error.location.column].compactMap { $0.map(String.init) }
            return ([path] + place).joined(separator: ":") + ": \(error.message)\n"
        }.joined()
    }
}
