/// What a scenario of retention has: published replays of different ages, and what there was before the sweep.
struct RetentionScene: Sendable {
    /// The recording whose replay has been published for long enough.
    var old: StoredRecording?
    /// The recording whose replay is a minute too young.
    var young: StoredRecording?
    /// Recordings that come of age later, one after the other, for the daily job of the node itself.
    var later: [StoredRecording] = []
    /// For how long a recording is kept after the publication of its replay, in seconds.
    var keptSeconds = 0
    /// All replays: each object below `replays/{live}/`, by its key.
    var media: [String: [UInt8]] = [:]
    /// The bytes that the secondary storage counted before.
    var copiesBefore = 0
    /// The bytes of the recordings on the disk before.
    var diskBefore = 0
    /// What may be deleted: one recording by `roadwave-server sweep`, the others by the node.
    var expired: [StoredRecording] { (old.map { [$0] } ?? []) + later }
    /// Whether the sweep was run, and how it ended.
    var sweepExit: Int?
    /// What it printed.
    var printed: [String] = []
}

/// A raw recording in all places where it is.
struct StoredRecording: Sendable, Equatable {
    let live: String
    /// The file on the node's disk; nil where there is none.
    let file: [UInt8]?
    /// The pieces in the secondary storage, by their keys.
    let pieces: [String: [UInt8]]

    /// Whether there is anything of it.
    var isAnywhere: Bool { file != nil || !pieces.isEmpty }
    /// The pieces one after the other.
    var copy: [UInt8] { pieces.sorted { $0.key < $1.key }.flatMap(\.value) }
}
