extension FixedWidthInteger {
    /// The number that `digits` write in decimal; nil if there is anything but ASCII digits, or if the number does not
    /// fit.
    ///
    /// `init(_:)` would accept a sign, which no port, length or identifier of a protocol has.
    package init?(digits: some StringProtocol) {
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        self.init(digits)
    }
}
