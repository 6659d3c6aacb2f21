import RoadWaveMedia
import Testing

@testable import RoadWave

@Suite("Cutting a log into lines")
struct LogCutterTests {
    private let long = String(repeating: "x", count: LogCutter.longestLine + 1)

    private func cut(_ text: String, isInLongLine: Bool = false) -> LogCutter.Cut {
        LogCutter.cut(Array(text.utf8), isInLongLine: isInLongLine)
    }

    @Test("a line that is half written is left for the next time")
    func unfinished() {
        #expect(cut("ab\ncd\nef") == LogCutter.Cut(lines: [0..<2, 3..<5], consumed: 6))
        #expect(cut("ef") == LogCutter.Cut())
        #expect(cut("") == LogCutter.Cut())
        #expect(cut("\n") == LogCutter.Cut(lines: [0..<0], consumed: 1))
    }

    @Test("a line that is too long is counted once, wherever a read ends")
    func longLine() {
        #expect(cut(long + "\nab\n").tooLong == 1)
        #expect(cut(long + "\nab\n").lines.count == 1)
        let first = cut("ab\n" + long)
        #expect(first == LogCutter.Cut(lines: [0..<2], tooLong: 1, consumed: 3 + long.count, isInLongLine: true))
        #expect(cut(long, isInLongLine: true) == LogCutter.Cut(consumed: long.count, isInLongLine: true))
        #expect(cut("xx\nab\n", isInLongLine: true) == LogCutter.Cut(lines: [3..<5], consumed: 6))
    }

    @Test("a line of the greatest length is read")
    func longest() {
        #expect(cut(long.dropFirst() + "\n").lines.count == 1)
    }

    @Test("however a log is cut into reads, its lines are the same")
    func seeded() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<300 {
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let length = Bool.random(using: &random) ? Int.random(in: 0...40, using: &random) : long.count + 9
                text += [UInt8](repeating: UInt8(ascii: "a"), count: length) + [UInt8(ascii: "\n")]
            }
            let whole = LogCutter.cut(text, isInLongLine: false)
            var (lines, tooLong, position, isInLongLine) = (0, 0, 0, false)
            while position < text.count {
                // An import reads at least as much as the longest line.
                let size = Int.random(in: LogCutter.longestLine + 1...3 * LogCutter.longestLine, using: &random)
                let cut = LogCutter.cut(
                    Array(text[position..<min(position + size, text.count)]), isInLongLine: isInLongLine)
                #expect(cut.consumed > 0)
                (lines, tooLong) = (lines + cut.lines.count, tooLong + cut.tooLong)
                (position, isInLongLine) = (position + cut.consumed, cut.isInLongLine)
            }
            #expect(lines == whole.lines.count)
            #expect(tooLong == whole.tooLong)
            #expect(!isInLongLine)
        }
    }

    @Test("a log gets its identity with its first line, and keeps it while it grows")
    func fingerprint() throws {
        let line = TestLog.line() + "\n"
        #expect(LogFingerprint(head: []) == nil)
        #expect(LogFingerprint(head: Array(line.utf8.dropLast())) == nil)
        let first = try #require(LogFingerprint(head: Array(line.utf8)))
        #expect(LogFingerprint(head: Array((line + TestLog.line() + "\n" + "x").utf8)) == first)
        #expect(first.matches(Array(line.utf8)))
        #expect(LogFingerprint(head: Array((TestLog.line() + "\n").utf8)) != first)
    }

    @Test("garbage at the beginning is part of the identity, and garbage alone has none")
    func garbageHead() throws {
        #expect(LogFingerprint(head: Array("garbage\n".utf8)) == nil)
        let (line, other) = (TestLog.line() + "\n", TestLog.line() + "\n")
        let first = try #require(LogFingerprint(head: Array(("garbage\n" + line).utf8)))
        #expect(first != LogFingerprint(head: Array(("garbage\n" + other).utf8)))
        #expect(first.length == 8 + line.utf8.count)
        let full = [UInt8](repeating: 10, count: LogFingerprint.headBytes)
        #expect(LogFingerprint(head: full)?.length == full.count)
    }
}
