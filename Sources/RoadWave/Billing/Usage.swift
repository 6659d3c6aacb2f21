/// What the requests of a bill have in common: they are added up in one row.
struct UsageKey: Hashable, Sendable {
    var month: BillingMonth
    /// The live; nil for requests that got no media, such as errors: anybody can invent names.
    var live: LiveID?
    /// ``ServedMedia/rendition``; `none` without a live.
    var rendition: String
    /// Nil while the month takes lines; afterwards the day of the import, as `2026-11-03`: a correction of the month.
    var correctedOn: String?
    /// The price of 10⁹ bytes of audio payload when they were imported.
    var price: MicroEuros
}

/// The sums of a row.
struct Usage: Hashable, Sendable {
    /// Answered requests.
    var requests: Int64 = 0
    /// Segments that were sent whole.
    var segments: Int64 = 0
    /// Segments of which a part was sent: ranges, and answers that were cut off.
    var partialSegments: Int64 = 0
    /// The sound of the segments, as long as they say that they are; of parts their share.
    var listenedMilliseconds: Int64 = 0
    /// The audio payload, which is billed: the same sound at the bit rate of its rendition.
    var audioBytes: Int64 = 0
    /// What was sent of segments and sound files, MPEG-TS included.
    var mediaBytes: Int64 = 0
    /// What was sent of playlists and waveforms.
    var documentBytes: Int64 = 0
    /// What was sent of error pages.
    var errorBytes: Int64 = 0
    /// The headers of all answers.
    var headerBytes: Int64 = 0

    /// All that was sent.
    var sentBytes: Int64 { mediaBytes + documentBytes + errorBytes + headerBytes }

    static func += (sum: inout Usage, other: Usage) {
        for (_, path) in columns { sum[keyPath: path] += other[keyPath: path] }
    }

    /// Each sum with its name in the tables.
    static let columns: [(name: String, path: any WritableKeyPath<Usage, Int64> & Sendable)] = [
        ("requests", \.requests), ("segments", \.segments), ("partial_segments", \.partialSegments),
        ("listened_ms", \.listenedMilliseconds), ("audio_bytes", \.audioBytes), ("media_bytes", \.mediaBytes),
        ("document_bytes", \.documentBytes), ("error_bytes", \.errorBytes), ("header_bytes", \.headerBytes),
    ]
}

/// A row of a bill.
struct UsageRow: Hashable, Sendable {
    var key: UsageKey
    /// The zone in which the month was taken.
    var zone: String
    /// Who gave the live; nil if the list of lives does not have it.
    var creator: UserID?
    var usage: Usage

    /// What it costs.
    var cost: MicroEuros { .cost(of: usage.audioBytes, perGigabyte: key.price) }
}
