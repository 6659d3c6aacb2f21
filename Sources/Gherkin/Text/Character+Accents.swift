extension Character {
    /// The letter without its accent: `e` for `é`; itself when it has none.
    var withoutAccent: Character {
        // Most letters of most texts; the table would say the same.
        isASCII ? self : Self.unaccented[self] ?? self
    }

    /// The letters under the accents of European languages; a `Character` is equal to its decomposed form.
    private static let unaccented: [Character: Character] = {
        // Grave, acute, circumflex, tilde, macron, breve, dot, diaeresis, ring, caron, cedilla, ogonek.
        let marks = "\u{300}\u{301}\u{302}\u{303}\u{304}\u{306}\u{307}\u{308}\u{30A}\u{30C}\u{327}\u{328}"
        var letters: [Character: Character] = [:]
        for letter in "abcdefghijklmnopqrstuvwxyz" {
            for mark in marks.unicodeScalars { letters[Character("\(letter)\(mark)")] = letter }
        }
        return letters
    }()
}
