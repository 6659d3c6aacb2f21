internal import CoreMetrics

/// What a sweep deletes, as the metrics name it.
enum SweptKind: String, CaseIterable, Sendable {
    /// A piece of a recording in the secondary storage.
    case recordingPiece = "recording_piece"
    /// The file of a recording on the node's disk.
    case recordingFile = "recording_file"
    /// A segment or a playlist of a live.
    case liveMedia = "live_media"
    /// An object that an attempt at a replay left.
    case replayLeftover = "replay_leftover"
    /// The object of a look at a storage that was cut off.
    case probe
    /// An upload that was neither completed nor aborted.
    case unfinishedUpload = "unfinished_upload"
}

/// Why a sweep left something, or everything, where it is.
enum SweepRefusal: String, CaseIterable, Sendable {
    /// The clocks differ.
    case clock
    /// The MP3 of a replay is not in the storage as its row says.
    case mp3
    /// The database or a storage failed.
    case failure
}

/// The metrics of sweeps.
struct SweepMetrics: Sendable {
    let objects: LabelledCounters<SweptKind>
    let bytes: Counter
    let refusals: LabelledCounters<SweepRefusal>

    init(_ factory: any MetricsFactory) {
        objects = factory.counters(
            "roadwave_sweep_objects_deleted_total", "Objects and files deleted by sweeps.", by: "kind")
        bytes = factory.counter("roadwave_sweep_bytes_freed_total", "Bytes of the objects and files deleted by sweeps.")
        refusals = factory.counters(
            "roadwave_sweep_refusals_total", "Times that a sweep deleted nothing, or left a recording, by the reason.",
            by: "reason")
    }
}
