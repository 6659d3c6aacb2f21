extension StringProtocol {
    /// The parts between separators of one byte, without empty parts.
    func fields(
        separatedBy separator: Unicode.Scalar = " ", maxSplits: Int = .max
    ) -> [Substring] where SubSequence == Substring {
        Substring(self).utf8.split(separator: UInt8(ascii: separator), maxSplits: maxSplits).map { Substring($0) }
    }

    /// Whether two texts differ only in the case of ASCII letters. Names of encodings, profiles and roles are compared
    /// in this way (RFC 8866 §6.6, RFC 5234 §2.3).
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8) { Self.lowercase($0) == Self.lowercase($1) }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
