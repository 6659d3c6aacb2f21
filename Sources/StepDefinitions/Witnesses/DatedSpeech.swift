/// Whether the dates of a playlist are those of the speech: EXT-X-PROGRAM-DATE-TIME against the moment when the first
/// sample of the segment was handed to the creator's application.
enum DatedSpeech {
    /// How much later each segment is dated than it was said, in seconds; nothing of those whose date or voice is not known.
    /// - Parameters:
    ///   - variant: its segments without a hole between them.
    ///   - start: the frame of their sound at which the voice begins.
    static func errors(of variant: ServedVariant, start: Int, saidBy creator: FFmpegCreator) async -> [Double] {
        let dates = Dictionary(
            PlayerRule.distinct(variant.listed).map { ($0.sequence, $0.date) }, uniquingKeysWith: { first, _ in first })
        var errors: [Double] = []
        var frames = 0
        for segment in variant.segments {
            guard let probe = segment.probe else { return errors }
            if frames >= start, let date = dates[segment.sequence] ?? nil,
                let said = await creator.sendingDate(ofSample: frames - start)
            {
                errors.append(date - said)
            }
            frames += Int((probe.duration * 48_000).rounded())
        }
        return errors
    }
}
