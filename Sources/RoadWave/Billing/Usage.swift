/// The key of a row of a bill: its requests are added up.
struct UsageKey: Hashable, Sendable {
    var month: BillingMonth
    /// The live; nil for requests that got no media, such as errors: anyone can invent names.
    var live: LiveID?
    /// ``ServedMedia/rendition``; `none` without a live.
    var rendition: String
    /// Nil while the month accepts lines; then the day of the import, such as `2026-11-03`: a correction of the month.
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
    /// The sound of the segments, by their nominal length; of parts their share.
    var listenedMilliseconds: Int64 = 0
    /// The audio payload, which is billed: the same sound at the bit rate of its rendition.
    var audioBytes: Int64 = 0
    /// Bytes of segments and sound files, MPEG-TS included.
    var mediaBytes: Int64 = 0
    /// Bytes of playlists and waveforms.
    var documentBytes: Int64 = 0
    /// Bytes of error pages.
    var errorBytes: Int64 = 0
    /// Bytes of all headers.
    var headerBytes: Int64 = 0

    /// All bytes sent.
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
    /// The time zone of the month.
    var zone: String
    /// The creator of the live; nil if the live is not in the catalogue.
    var creator: UserID?
    var usage: Usage

    /// Its cost.
    var cost: MicroEuros { .cost(of: usage.audioBytes, perGigabyte: key.price) }
}
