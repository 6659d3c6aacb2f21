/// What a sweep deleted, and what stays.
struct SweepReport: Sendable {
    /// The recordings that are listed one by one: as many as a person reads.
    private static let mostHeld = 1_000

    let isDryRun: Bool
    /// The database's date at the beginning; nil if the sweep did not begin.
    var date: WallDate?
    var unfinishedUploads = 0
    /// Why the sweep ended before its time; nil if it did not.
    var failure: (any Error)?
    private(set) var liveSegments = 0
    /// The objects that attempts at replays left.
    private(set) var replayLeftovers = 0
    private(set) var bytes = 0
    private var deleted: Set<LiveID> = []
    private var heldByLive: [LiveID: HeldRecording] = [:]
    private var furtherHeld = 0

    init(isDryRun: Bool) { self.isDryRun = isDryRun }

    /// The lives whose recordings were deleted, on the disk or in the secondary storage.
    var recordings: Int { deleted.count }
    /// The recordings that stay although one might expect that they go.
    var heldCount: Int { heldByLive.count + furtherHeld }
    /// The first of them, oldest first.
    var held: [HeldRecording] {
        heldByLive.values.sorted { lhs, rhs in
            let (left, right) = (lhs.age ?? .zero, rhs.age ?? .zero)
            return left == right ? lhs.live.description < rhs.live.description : left > right
        }
    }

    mutating func add(recording live: LiveID, bytes: Int) {
        deleted.insert(live)
        self.bytes += bytes
    }

    mutating func add(liveMedia tally: ObjectTally) {
        liveSegments += tally.segments
        bytes += tally.bytes
    }

    mutating func add(replayLeftovers tally: ObjectTally) {
        replayLeftovers += tally.count
        bytes += tally.bytes
    }

    mutating func add(_ recording: HeldRecording) {
        if heldByLive[recording.live] == nil, heldByLive.count >= Self.mostHeld {
            furtherHeld += 1
        } else {
            heldByLive[recording.live] = recording
        }
    }
}

extension SweepReport {
    /// The report for a terminal: a line of counts, then one for each recording that stays.
    var lines: [String] {
        var counts = [
            "recordings \(recordings)", "live segments \(liveSegments)", "replay leftovers \(replayLeftovers)",
        ]
        if !isDryRun { counts.append("unfinished uploads \(unfinishedUploads)") }
        counts.append("freed \(Self.size(bytes))")
        var lines = [(isDryRun ? "would delete: " : "") + counts.joined(separator: ", ")]
        lines += held.map { recording in
            let age = recording.age.map { ", \(Self.age($0)) old" } ?? ""
            return "\(recording.live) stays\(age): \(recording.reason)"
        }
        if furtherHeld > 0 { lines.append("\(furtherHeld) more recordings stay") }
        return lines
    }

    /// Bytes in decimal units: `1.2 GB`.
    static func size(_ bytes: Int) -> String {
        var (value, units) = (Double(bytes), ["kB", "MB", "GB", "TB"][...])
        guard bytes >= 1_000 else { return "\(bytes) B" }
        var unit = "B"
        // From 999.95 on it would be printed as 1000.0.
        while value >= 999.95 || unit == "B", let next = units.popFirst() { (value, unit) = (value / 1_000, next) }
        return "\((value * 10).rounded() / 10) \(unit)"
    }

    /// An age in its largest two units, of days, hours, minutes and seconds: `6 d 23 h`.
    static func age(_ age: Duration) -> String {
        let seconds = max(0, age.components.seconds)
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s"),
        ]
        guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0 s" }
        return parts[first..<min(first + 2, parts.count)].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            .joined(separator: " ")
    }
}
