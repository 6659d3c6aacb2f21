/// The stop words and the stemmer for French titles.
///
/// All words are folded (``SearchText``).
enum FrenchWords {
    /// Articles, pronouns, prepositions, and the usual forms of « être » and « avoir »: they are in most titles. « été
    /// » and its plural are not in the list, since summer is a subject. Neither is « êtes », which without accents is
    /// the same as the plural.
    static let stopWords: Set<String> = Set(
        """
        ai aie aient aies ait as au aucun aura aurait auront aux avaient avais avait avec avez aviez avions avoir avons \
        ayant car ce ceci cela celle celles celui ces cet cette ceux chez comme dans de des donc dont du elle elles en \
        es est et etaient etais etait etant etre eu eux furent fut il ils je jusqu la le les leur leurs lors lorsqu \
        lui ma mais me meme memes mes moi mon ne ni nos notre nous on ont or ou par pas pour puis qu quand que quel \
        quelle quelles quels qui quoi sa sans se sera serait seront ses si soi soient sois soit sommes son sont sous suis \
        sur ta te tes toi ton tu un une unes uns va vers voici voila vos votre vous
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    /// The common part of the forms of a word: without the plural, the feminine, and the usual endings of verbs of the
    /// first group. « actualités » and « Actualité » have the same; so do « journaux » and « journal ».
    ///
    /// After J. Savoy's minimal stemmer for French (« A stemming procedure and stopword list for general French corpora
    /// », JASIS 50(10), 1999), with the feminine of professions. It is the same in every database. Two forms with
    /// different stems are still found by a common part.
    static func stem(_ word: String) -> String {
        var letters = Array(word.unicodeScalars)
        guard letters.count > 3, !letters.contains(where: { $0.properties.numericType != nil }) else { return word }
        func ends(_ ending: String) -> Bool { letters.count > ending.count + 1 && letters.ends(with: ending) }
        if letters.ends(with: "eaux") || letters.ends(with: "eux") || letters.ends(with: "oux") {
            letters.removeLast()
        } else if letters.ends(with: "aux") {
            letters.removeLast(2)
            letters.append("l")
        } else if ends("s"), !ends("ss") {
            letters.removeLast()
        } else if ends("ez"), letters.count > 5 {
            letters.removeLast()
        }
        for (feminine, masculine) in [("trice", "teur"), ("euse", "eur"), ("ive", "if")] where ends(feminine) {
            letters.removeLast(feminine.count)
            letters += Array(masculine.unicodeScalars)
        }
        // « locale » and « local », « chantée » and « chanté », « première » and « premier », « chanter » and « chante ».
        while ends("e"), letters.count > 4 { letters.removeLast() }
        if ends("r"), letters.count > 5 { letters.removeLast() }
        while ends("e"), letters.count > 4 { letters.removeLast() }
        if letters.count > 4, let last = letters.last, last == letters[letters.count - 2] { letters.removeLast() }
        return String(String.UnicodeScalarView(letters))
    }
}

extension [Unicode.Scalar] {
    fileprivate func ends(with text: String) -> Bool {
        suffix(text.unicodeScalars.count).elementsEqual(text.unicodeScalars)
    }
}
