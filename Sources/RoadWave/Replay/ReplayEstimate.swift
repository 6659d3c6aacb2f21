internal import RoadWaveMedia
internal import RoadWaveRTC
internal import Synchronization

/// How far a job is as a whole, and how long the rest will take. A state machine without clock.
///
/// The shares of the stages are those of the measured costs: measuring is a tenth of the work.
struct ReplayEstimate: Sendable {
    private static let measuring = 0.1
    private static let encoding = 0.85

    private let start: MonotonicTime
    private var stage = ReplayJob.Progress.Stage.measuring
    /// Of the whole job, 0 to 1. It never goes back, also when the replay is made again.
    private var done = 0.0
    /// How often the conversion reported something new. A conversion that hangs reports nothing, or the same again.
    private(set) var steps = 0
    private var last: ReplayProgress?
    private var verified: Double?

    init(start: MonotonicTime) { self.start = start }

    mutating func take(_ progress: ReplayProgress) {
        if progress != last { steps += 1 }
        last = progress
        switch progress.stage {
        case .measuring: advance(to: .measuring, Self.measuring * progress.fraction)
        case .encoding: advance(to: .encoding, Self.measuring + Self.encoding * progress.fraction)
        }
    }

    mutating func take(verified fraction: Double) {
        if fraction != verified { steps += 1 }
        verified = fraction
        advance(to: .verifying, Self.measuring + Self.encoding + (1 - Self.measuring - Self.encoding) * fraction)
    }

    private mutating func advance(to stage: ReplayJob.Progress.Stage, _ done: Double) {
        self.stage = stage
        self.done = max(self.done, min(1, done))
    }

    /// How far the job is at a time, as listeners and operators see it.
    func progress(at now: MonotonicTime) -> ReplayJob.Progress {
        let elapsed = (now - start).seconds
        // The first moments say nothing about the rest.
        let remaining: Double? = done > 0.02 && elapsed > 1 ? elapsed * (1 - done) / done : nil
        return ReplayJob.Progress(
            stage: stage, percent: Int(done * 100), remainingSeconds: remaining.map { Int($0.rounded(.up)) })
    }
}

/// The estimate of one job. The conversion reports to it on its own threads, and each renewal of the claim reads it.
final class ReplayMeter: Sendable {
    private let estimate: Mutex<ReplayEstimate>

    init(start: MonotonicTime) { estimate = Mutex(ReplayEstimate(start: start)) }

    func take(_ progress: ReplayProgress) { estimate.withLock { $0.take(progress) } }
    func take(verified fraction: Double) { estimate.withLock { $0.take(verified: fraction) } }
    func progress(at now: MonotonicTime) -> ReplayJob.Progress { estimate.withLock { $0.progress(at: now) } }
    /// How often the conversion reported something new.
    var steps: Int { estimate.withLock(\.steps) }
}
