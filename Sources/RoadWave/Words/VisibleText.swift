internal import Foundation

/// Checks that a text is drawn as it is written: each of its scalars is visible, or changes a visible one.
///
/// A title of invisible characters is empty to its readers, and a title with some of them can look like another one
/// (Unicode UTS #39 §5.4). Only these invisible characters are accepted, since people need them: joiners in scripts and
/// emoji that use them, direction marks in right-to-left scripts, variation selectors after emoji and ideographs, and
/// tags in the flags of regions.
/// See docs/decisions/api.md, « Visible texts ».
struct VisibleText {
    /// Why a text is refused.
    enum Fault: Hashable, Sendable {
        /// A line end, a NUL or the like, or a character that changes the order of the letters around it (Unicode UAX
        /// #9 §2).
        case control
        /// An invisible character, or a blank other than a space.
        case invisible
        /// Too many marks on a letter: they cover the lines around it.
        case heap
    }

    /// The most marks on a letter, beside its composed form: for Latin, Greek and Cyrillic, and for other scripts.
    /// Yoruba and Vietnamese need one, Hebrew with its accents and Tibetan four.
    private static let marks = (european: 2, other: 4)

    /// The last visible scalar. The state below belongs to the characters after it.
    private var base: Unicode.Scalar?
    private var marks = 0
    private var hasSelector = false
    private var isJoined = false
    private var isMarked = false

    /// The first fault of a text, if any.
    static func fault(in text: String) -> Fault? {
        var state = VisibleText()
        // In composed form: a letter and a mark from a keyboard are one letter.
        let scalars = Array(text.precomposedStringWithCanonicalMapping.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            if let fault = state.take(scalar, before: next) { return fault }
        }
        return nil
    }

    private mutating func take(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> Fault? {
        if scalar.isForbiddenInText { return .control }
        switch scalar.value {
        case 0x200C, 0x200D: return join(before: next)
        // Direction marks: they set the direction of the spaces and signs beside a letter, in right-to-left scripts.
        case 0x061C, 0x200E, 0x200F: return mark()
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF: return select(before: next, scalar)
        // Flags of regions: a black flag, tag letters, an end tag.
        case 0xE0020...0xE007F where base?.value == 0x1F3F4: return nil
        default: break
        }
        guard !scalar.isBlank else { return .invisible }
        defer { isJoined = false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark:
            // Without a letter, it would be drawn on the text before this one on the page.
            guard let base, !base.properties.isWhitespace else { return .invisible }
            marks += 1
            return marks > (base.isEuropean ? Self.marks.european : Self.marks.other) ? .heap : nil
        default:
            base = scalar
            (marks, hasSelector, isMarked) = (0, false, false)
            return nil
        }
    }

    /// A joiner must stand between two letters, or two emoji, of a script that uses joiners.
    private mutating func join(before next: Unicode.Scalar?) -> Fault? {
        guard let base, !isJoined, !base.isEuropean, !base.properties.isWhitespace, let next, !next.isBlank,
            !next.properties.isWhitespace, !next.properties.isVariationSelector
        else { return .invisible }
        isJoined = true
        return nil
    }

    private mutating func mark() -> Fault? {
        guard let base, base.isOfRightToLeft, !isMarked else { return .invisible }
        isMarked = true
        return nil
    }

    /// A selector must follow a character that has variants, once.
    private mutating func select(before next: Unicode.Scalar?, _ selector: Unicode.Scalar) -> Fault? {
        guard let base, !hasSelector, !isJoined else { return .invisible }
        hasSelector = true
        switch selector.value {
        case 0xFE0E, 0xFE0F:
            // Digits are emoji only as keycaps.
            let isEmoji = base.isASCII ? next?.value == 0x20E3 : base.properties.isEmoji
            return isEmoji ? nil : .invisible
        default:
            return base.properties.isIdeographic ? nil : .invisible
        }
    }
}

extension Unicode.Scalar {
    /// Whether the scalar is forbidden in texts that people write: a control character, or a character that changes the
    /// drawing order of the text around it, so that a title can look like another (Unicode UAX #9 §2). Other format
    /// characters join emoji and letters.
    var isForbiddenInText: Bool {
        switch value {
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: properties.generalCategory == .control
        }
    }

    /// Whether the scalar is invisible, or a blank other than a space.
    fileprivate var isBlank: Bool {
        // An empty Braille pattern; the object replacement character.
        if value == 0x2800 || value == 0xFFFC { return true }
        if properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint { return true }
        switch properties.generalCategory {
        case .lineSeparator, .paragraphSeparator: return true
        // The signs of Arabic, Syriac and Kaithi before numbers are visible.
        case .format: return !Self.drawnFormats.contains(value)
        default: return false
        }
    }

    private static let drawnFormats: Set<UInt32> = [
        0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD,
    ]

    /// Whether it belongs to Hebrew, Arabic or a related script, or is a presentation form of their letters.
    fileprivate var isOfRightToLeft: Bool {
        switch value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }

    /// Whether it belongs to the scripts and the punctuation before Hebrew, which use no joiners.
    fileprivate var isEuropean: Bool {
        switch value {
        case ..<0x0590, 0x1E00...0x206F: true
        default: false
        }
    }
}
