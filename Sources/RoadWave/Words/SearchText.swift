internal import Foundation

/// Texts as people compare them, without case and accents: « meteo » finds « Météo ».
///
/// Databases differ in which letters they consider equal. So texts are folded here, stored beside the original, and
/// compared code point by code point: every database gives the same result. See docs/decisions/api.md, « The list of
/// lives ».
enum SearchText {
    /// The text without case and accents, composed (NFC). A ligature is its letters (« œ » is « oe »), every apostrophe
    /// is the keyboard's, and any number of spaces of any width is one space.
    static func folded(_ text: String) -> String {
        let plain = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .precomposedStringWithCanonicalMapping
        var folded = String.UnicodeScalarView()
        var isAfterSpace = false
        for scalar in plain.unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            if isSpace {
                if !isAfterSpace { folded.append(" ") }
            } else if let letters = replacements[scalar] {
                folded.append(contentsOf: letters.unicodeScalars)
            } else {
                folded.append(scalar)
            }
            isAfterSpace = isSpace
        }
        return String(folded)
    }

    /// The keyboard's characters for typographic ones.
    private static let replacements: [Unicode.Scalar: String] = [
        "œ": "oe", "æ": "ae", "\u{2018}": "'", "\u{2019}": "'", "\u{02BC}": "'", "\u{00B4}": "'", "`": "'",
    ]
}
