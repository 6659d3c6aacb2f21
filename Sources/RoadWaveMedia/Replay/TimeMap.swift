/// Where each sample of a recording is in its replay, exact to a sample.
///
/// A replay is the recording less some parts: spans that are kept follow each other without a gap. It is written as three
/// numbers a span, so that an hour of speech takes a few kilobytes.
public struct TimeMap: Sendable, Hashable {
    /// A part of the recording that is in the replay as it was, but for its level.
    public struct Span: Sendable, Hashable {
        /// Where it begins in the recording, in samples at 48 kHz.
        public var original: Int64
        /// Where it begins in the replay, in samples at 48 kHz.
        public var replay: Int64
        /// Samples at 48 kHz.
        public var length: Int64

        /// A span from its numbers.
        public init(original: Int64, replay: Int64, length: Int64) {
            self.original = original
            self.replay = replay
            self.length = length
        }
    }

    /// In their order, none empty.
    public private(set) var spans: [Span] = []
    /// Samples of the recording, those for which there is no sound included.
    public let originalLength: Int64

    /// A map of spans that are in order in both times.
    public init(spans: [Span], originalLength: Int64) {
        self.spans = spans.filter { $0.length > 0 }
        self.originalLength = originalLength
    }

    /// Samples of the replay.
    public var replayLength: Int64 { spans.last.map { $0.replay + $0.length } ?? 0 }

    /// Where a sample of the recording is in the replay. Of a part that was left out: where the sound goes on.
    public func replayPosition(of original: Int64) -> Int64 {
        guard let index = index(where: { $0.original <= original }) else { return 0 }
        let span = spans[index]
        return span.replay + min(max(0, original - span.original), span.length)
    }

    /// Where a sample of the replay was in the recording.
    public func originalPosition(of replay: Int64) -> Int64 {
        guard let index = index(where: { $0.replay <= replay }) else { return spans.first?.original ?? 0 }
        let span = spans[index]
        return span.original + min(max(0, replay - span.replay), span.length)
    }

    /// The last span for which something holds that holds for those before it.
    private func index(where holds: (Span) -> Bool) -> Int? {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if holds(spans[middle]) { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}

extension TimeMap: Codable {
    private enum CodingKeys: String, CodingKey {
        case originalLength = "original_length"
        case spans
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let numbers = try container.decode([Int64].self, forKey: .spans)
        guard numbers.count.isMultiple(of: 3) else {
            throw DecodingError.dataCorruptedError(
                forKey: .spans, in: container, debugDescription: "a time map has three numbers a span")
        }
        self.init(
            spans: stride(from: 0, to: numbers.count, by: 3).map {
                Span(original: numbers[$0], replay: numbers[$0 + 1], length: numbers[$0 + 2])
            },
            originalLength: try container.decode(Int64.self, forKey: .originalLength))
    }

    /// Writes the spans as one list of numbers.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(originalLength, forKey: .originalLength)
        try container.encode(spans.flatMap { [$0.original, $0.replay, $0.length] }, forKey: .spans)
    }
}
