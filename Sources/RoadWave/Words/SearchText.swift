internal import Foundation

/// Texts as people compare them, without case and accents: « meteo » finds « Météo ».
///
/// Databases differ in which letters they consider equal. So texts are folded here, stored beside the original, and
/// compared code point by code point: every database gives the same result. See docs/decisions/api.md, « The list of
/// lives ».
enum SearchText {
    /// The text without case and accents, composed (NFC).
    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .precomposedStringWithCanonicalMapping
    }
}
