/// What stands before an MP3: title, creator, date and chapters, as an ID3v2.4 tag (id3.org, « ID3 tag version 2.4.0 -
/// Main Structure » and « ID3v2 Chapter Frame Addendum »).
public struct ID3Tag: Sendable, Hashable {
    /// A part of the programme with a title of its own.
    public struct Chapter: Sendable, Hashable {
        /// Where it begins, in samples at 48 kHz.
        public var start: Int64
        /// What it is called.
        public var title: String

        /// A chapter.
        public init(start: Int64, title: String) {
            self.start = start
            self.title = title
        }
    }

    /// What the programme is called.
    public var title: String
    /// Who made it.
    public var creator: String
    /// When it was made, as ISO 8601 to any precision from the year to the second, such as `2026-01-31T20:15:00`.
    public var date: String
    /// In their order. No more than 255 are written: a table of contents counts them in a byte.
    public var chapters: [Chapter]

    /// A tag from its parts.
    public init(title: String, creator: String, date: String, chapters: [Chapter] = []) {
        self.title = title
        self.creator = creator
        self.date = date
        self.chapters = chapters
    }

    /// Text in UTF-8, by the number of version 2.4.
    private static let utf8: UInt8 = 3
    private static let greatestChapterCount = 255
    /// The most bytes of a text: a tag has 28 bits for its size, and titles are for people.
    private static let greatestTextSize = 4_096

    /// The tag as it is written.
    /// - Parameter length: samples of the programme at 48 kHz, the end of the last chapter.
    public func serialized(length: Int64) -> [UInt8] {
        var frames = Self.text("TIT2", title) + Self.text("TPE1", creator)
        if !date.isEmpty { frames += Self.text("TDRC", date) }
        let chapters = chapters.prefix(Self.greatestChapterCount)
        if !chapters.isEmpty { frames += Self.contents(count: chapters.count) }
        for (index, chapter) in chapters.enumerated() {
            let next = index + 1 < chapters.count ? chapters[index + 1].start : length
            frames += Self.chapter(index, chapter, until: max(chapter.start, next))
        }
        return Array("ID3".utf8) + [4, 0, 0] + Self.synchronisationSafe(frames.count) + frames
    }

    /// Section 4.2: a text frame.
    private static func text(_ identifier: String, _ text: String) -> [UInt8] {
        // A zero would end the text for some readers; a cut inside a character would not be UTF-8.
        var text = text.filter { $0 != "\0" }
        while text.utf8.count > greatestTextSize { text.removeLast() }
        return frame(identifier, [utf8] + Array(text.utf8))
    }

    /// A frame `CTOC`: top level, ordered, with all chapters.
    private static func contents(count: Int) -> [UInt8] {
        let children = (0..<count).flatMap(element)
        return frame("CTOC", Array("toc".utf8) + [0, 0b11, UInt8(truncatingIfNeeded: count)] + children)
    }

    /// A frame `CHAP`: times in milliseconds; all ones stand for offsets in bytes that are not given.
    private static func chapter(_ index: Int, _ chapter: Chapter, until end: Int64) -> [UInt8] {
        let times = bigEndian(milliseconds(chapter.start)) + bigEndian(milliseconds(end))
        let offsets = [UInt8](repeating: 0xff, count: 8)
        return frame("CHAP", element(index) + times + offsets + text("TIT2", chapter.title))
    }

    private static func element(_ index: Int) -> [UInt8] { Array("chapter\(index)".utf8) + [0] }

    private static func milliseconds(_ samples: Int64) -> UInt32 {
        // All ones would say that the time is not given.
        UInt32(min(Int64(UInt32.max) - 1, max(0, samples) / 48))
    }

    private static func frame(_ identifier: String, _ content: [UInt8]) -> [UInt8] {
        Array(identifier.utf8) + synchronisationSafe(content.count) + [0, 0] + content
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// Seven bits a byte (section 6.2), so that a size never looks like the beginning of a frame of sound.
    private static func synchronisationSafe(_ value: Int) -> [UInt8] {
        [21, 14, 7, 0].map { UInt8(value >> $0 & 0x7f) }
    }
}
