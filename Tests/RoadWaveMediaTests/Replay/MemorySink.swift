import RoadWaveMedia

/// Keeps what a conversion makes; of several passes the last one.
actor MemorySink: ReplaySink {
    private(set) var plans: [ReplayPlan] = []
    private(set) var mp3: [UInt8] = []
    private(set) var segments: [ReplayRendition: [ReplaySegment]] = [:]

    func begin(_ plan: ReplayPlan) {
        plans.append(plan)
        mp3 = []
        segments = [:]
    }

    func append(mp3 bytes: [UInt8]) { mp3 += bytes }

    func append(_ segment: ReplaySegment) { segments[segment.rendition, default: []].append(segment) }
}

/// A replay that was made, for tests to look at.
struct MadeReplay {
    let report: ReplayReport
    /// The whole file.
    let mp3: [UInt8]
    let segments: [ReplayRendition: [ReplaySegment]]

    /// Converts a recording; nil unless a replay comes of it.
    init?(_ source: some RecordingSource) async throws {
        let sink = MemorySink()
        guard case .published(let report) = try await ReplayConversion.example(of: source).run(into: sink) else {
            return nil
        }
        self.report = report
        mp3 = report.mp3Header + (await sink.mp3)
        segments = await sink.segments
    }

    /// In seconds.
    var duration: Double { Double(report.frameCount) / 48_000 }

    /// What a player gives.
    func decoded() throws -> PCM { try AudioFile.decode(mp3, channels: 2) }

    /// What a player gives of a rendition: from the encoder's priming on.
    func decoded(_ rendition: ReplayRendition) throws -> PCM {
        try AudioFile.decode((segments[rendition] ?? []).flatMap(\.bytes), channels: 2)
    }
}

extension ReplayConversion {
    static func example(
        of source: some RecordingSource, progress: @escaping @Sendable (ReplayProgress) -> Void = { _ in }
    ) -> ReplayConversion {
        ReplayConversion(
            of: source,
            description: .init(title: "Titre", creator: "Voix", date: "2026-01-31") { "Partie \($0)" },
            progress: progress)
    }
}
