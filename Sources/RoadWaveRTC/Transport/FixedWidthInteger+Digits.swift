extension FixedWidthInteger {
    /// The number that `digits` write in decimal; nil for anything but ASCII digits, and for what does not fit.
    ///
    /// `init(_:)` takes a sign too, which no port, length or identifier of a protocol has.
    package init?(digits: some StringProtocol) {
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        self.init(digits)
    }
}
