internal import Foundation

/// Whether a text shows what it says: each of its scalars is drawn, or changes how one is that is.
///
/// A title of invisible characters is no title, and one with some of them passes for another (Unicode UTS #39 §5.4). Of
/// what nothing is drawn for, only that is taken which people need: joiners in scripts and emoji that are joined, marks of
/// direction in scripts that run from right to left, variation selectors behind emoji and ideographs, tags in the flags of
/// regions.
/// See docs/decisions/api.md, « Visible texts ».
struct VisibleText {
    /// What a text has that it must not.
    enum Fault: Hashable, Sendable {
        /// A line end, a NUL or the like, or what turns the order of the letters around it (Unicode UAX #9 §2).
        case control
        /// Nothing is drawn for it, or a blank that is no space.
        case invisible
        /// Marks heaped on a letter, over the lines around it.
        case heap
    }

    /// The marks that a letter of the Latin, Greek and Cyrillic scripts may have beside its composed form, and any other:
    /// Yoruba and Vietnamese need one, Hebrew with its accents and Tibetan four.
    private static let marks = (european: 2, other: 4)

    /// The last scalar that is drawn by itself, and what stands behind it.
    private var base: Unicode.Scalar?
    private var marks = 0
    private var hasSelector = false
    private var isJoined = false
    private var isMarked = false

    /// What a text has that it must not, if anything.
    static func fault(in text: String) -> Fault? {
        var state = VisibleText()
        // Composed: what a keyboard sends as a letter and a mark is one letter.
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
        // Which way the spaces and signs beside a letter run, where letters run from right to left.
        case 0x061C, 0x200E, 0x200F: return mark()
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF: return select(before: next, scalar)
        // Flags of regions: a black flag, letters, an end.
        case 0xE0020...0xE007F where base?.value == 0x1F3F4: return nil
        default: break
        }
        guard !scalar.isBlank else { return .invisible }
        defer { isJoined = false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark:
            // On nothing, it would be drawn on what the page has before it.
            guard let base, !base.properties.isWhitespace else { return .invisible }
            marks += 1
            return marks > (base.isEuropean ? Self.marks.european : Self.marks.other) ? .heap : nil
        default:
            base = scalar
            (marks, hasSelector, isMarked) = (0, false, false)
            return nil
        }
    }

    /// A joiner stands between two letters, or two emoji, of those that are joined.
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

    /// A selector stands behind what it selects a form of, once.
    private mutating func select(before next: Unicode.Scalar?, _ selector: Unicode.Scalar) -> Fault? {
        guard let base, !hasSelector, !isJoined else { return .invisible }
        hasSelector = true
        switch selector.value {
        case 0xFE0E, 0xFE0F:
            // Digits are emoji as keycaps alone.
            let isEmoji = base.isASCII ? next?.value == 0x20E3 : base.properties.isEmoji
            return isEmoji ? nil : .invisible
        default:
            return base.properties.isIdeographic ? nil : .invisible
        }
    }
}

extension Unicode.Scalar {
    /// Whether nothing, or a blank that is no space, is drawn for it.
    fileprivate var isBlank: Bool {
        // An empty pattern of Braille; a place that an object is to take.
        if value == 0x2800 || value == 0xFFFC { return true }
        if properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint { return true }
        switch properties.generalCategory {
        case .lineSeparator, .paragraphSeparator: return true
        // Those of Arabic, Syriac and Kaithi that stand before numbers are drawn.
        case .format: return !Self.drawnFormats.contains(value)
        default: return false
        }
    }

    private static let drawnFormats: Set<UInt32> = [
        0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD,
    ]

    /// Whether it is of Hebrew, Arabic or a script beside them, or a form of their letters.
    fileprivate var isOfRightToLeft: Bool {
        switch value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }

    /// Whether it is of the scripts and the punctuation before Hebrew: none of them is joined.
    fileprivate var isEuropean: Bool {
        switch value {
        case ..<0x0590, 0x1E00...0x206F: true
        default: false
        }
    }
}
