internal import RoadWaveMedia

/// The work that turns the recording of one live into its replay: a row of the table `replay_jobs`.
///
/// The row is written in the transaction that writes the end of the live. See docs/decisions/replay.md, « A job is a row ».
struct ReplayJob: Hashable, Sendable {
    /// The state of a job.
    enum State: String, CaseIterable, Sendable {
        /// The recording is not in the secondary storage yet.
        case recording
        /// A worker may take it.
        case queued
        /// A worker has it.
        case working
        /// The replay can be listened to.
        case published
        /// There is nothing to hear in the recording, or there is no recording.
        case silent
        /// The recording is of a kind that is not handled.
        case unsupported
        /// The recording is broken.
        case damaged
        /// It failed as often as it may.
        case failed
        /// An operator gave it up.
        case dropped

        /// Whether nothing more happens by itself.
        var isOver: Bool {
            switch self {
            case .recording, .queued, .working: false
            case .published, .silent, .unsupported, .damaged, .failed, .dropped: true
            }
        }
    }

    /// The longest reason that is stored, in characters: a failure may quote what a server answered.
    static let reasonLimit = 1_000

    var live: LiveID
    /// The title of the live; nil if the catalogue does not have it any more.
    var title: String?
    var state: State
    var createdAt: WallDate
    /// The worker that has it, or had it last; nil before the first.
    var worker: String?
    /// How often it has failed. Hand-backs and outages do not count.
    var failures: Int
    /// Why it failed last, or has no replay, in English; nil for other jobs.
    var reason: String?
    /// The last attempt that made the job wait again, or failed; nil if there was none since it began.
    var interruption: Interruption?
    var progress: Progress?
    var finishedAt: WallDate?

    /// The end of an attempt that had no outcome: it failed, or the job was given back.
    /// See docs/decisions/replay.md, « Why a job waits again ».
    struct Interruption: Hashable, Sendable {
        /// In English.
        var reason: String
        /// By the clock of the process that recorded it.
        var date: WallDate
    }

    /// How far a worker is.
    struct Progress: Hashable, Sendable {
        enum Stage: String, Sendable {
            /// The recording is read and measured.
            case measuring
            /// MP3 and AAC are made and uploaded.
            case encoding
            /// What was uploaded is compared with what was made.
            case verifying
        }

        var stage: Stage
        /// Of the whole job, 0 to 100.
        var percent: Int
        /// The estimated rest, in seconds; nil at the beginning.
        var remainingSeconds: Int?
    }
}

/// A worker's right to a job. Another worker that takes the job over gets a higher number, and nothing that is written
/// under the lower one counts any more.
struct ReplayClaim: Hashable, Sendable {
    let live: LiveID
    let number: Int
}

/// A job as a worker takes it.
struct ClaimedReplay: Sendable {
    let claim: ReplayClaim
    let creator: UserID
    /// The title of the live.
    let title: String
    let startedAt: WallDate
    /// The plan of an earlier attempt: the replay is made by it again, with the same bytes.
    let plan: ReplayPlan?
}

/// The name of a worker: host, process and a random part, since the process number is 1 in every container.
struct WorkerName: Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(host: String, process: Int32, random: UInt32 = .random(in: .min ... .max)) {
        // A host's name may contain anything; `-` separates the parts.
        let host = host.prefix(63).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
        let digits = String(random, radix: 16)
        description = "\(host)-\(process)-\(String(repeating: "0", count: 8 - digits.count))\(digits)"
    }
}
