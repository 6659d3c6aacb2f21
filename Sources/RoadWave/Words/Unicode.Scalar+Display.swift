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
}
