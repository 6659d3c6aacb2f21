extension Unicode.Scalar {
    /// Whether it may not be in a text that people write: a control character, or one that has the text around it drawn in
    /// another order than it is written in, so that a title can pass for another (Unicode UAX #9 §2). Other format
    /// characters join emoji and letters.
    var isForbiddenInText: Bool {
        switch value {
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: properties.generalCategory == .control
        }
    }
}
