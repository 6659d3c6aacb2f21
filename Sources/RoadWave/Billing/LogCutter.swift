/// Cuts the bytes of a log into lines. An unfinished last line is left for the next time.
enum LogCutter {
    /// The longest line that is read: a line about media has some 400 bytes, and NGINX takes requests of 8 KiB. A longer
    /// line is counted and skipped.
    static let longestLine = 4_096

    struct Cut: Equatable {
        /// Lines without their line feeds.
        var lines: [Range<Int>] = []
        /// Lines that are too long.
        var tooLong = 0
        /// The number of bytes that were consumed.
        var consumed = 0
        /// Whether these bytes end within a line that is too long, and that was counted.
        var isInLongLine = false
    }

    /// - Parameter isInLongLine: whether the bytes begin within a line that is too long, and that was counted.
    static func cut(_ bytes: [UInt8], isInLongLine: Bool) -> Cut {
        var cut = Cut(isInLongLine: isInLongLine)
        while let end = bytes[cut.consumed...].firstIndex(of: UInt8(ascii: "\n")) {
            if cut.isInLongLine {
                cut.isInLongLine = false
            } else if end - cut.consumed > longestLine {
                cut.tooLong += 1
            } else {
                cut.lines.append(cut.consumed..<end)
            }
            cut.consumed = end + 1
        }
        if cut.isInLongLine {
            cut.consumed = bytes.count
        } else if bytes.count - cut.consumed > longestLine {
            cut.tooLong += 1
            cut.isInLongLine = true
            cut.consumed = bytes.count
        }
        return cut
    }
}
