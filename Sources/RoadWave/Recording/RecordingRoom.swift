internal import CFileStatus
internal import Glibc
internal import Synchronization

/// The disk space that all recordings of a node may take.
///
/// Old recordings are never deleted for new ones. A replay can be made only from its recording, and one creator could
/// otherwise push out the recordings of all others. So when the space is used up, recording stops, as on a full disk:
/// the lives go on air, and their recordings have a gap until somebody makes room. See docs/decisions/recording.md, « A
/// quota that refuses ».
final class RecordingRoom: Sendable {
    /// Recorders retry twice a second. One in this many refusals checks whether files were removed.
    private static let refusalsPerCount = 16

    private struct State {
        var used = 0
        var refusals = 0
    }

    private let path: String
    private let maximum: Int
    private let state: Mutex<State>

    init(path: String, maximum: Int) {
        self.path = path
        self.maximum = maximum
        state = Mutex(State(used: Self.size(of: path)))
    }

    /// Reserves space for this many bytes.
    /// - Throws: `EDQUOT` if there is not enough.
    func take(_ bytes: Int) throws(SystemError) {
        let isTaken = state.withLock { state in
            if state.used + bytes > maximum, state.refusals % Self.refusalsPerCount == 0 {
                state.used = Self.size(of: path)
            }
            guard state.used + bytes <= maximum else {
                state.refusals += 1
                return false
            }
            state.used += bytes
            state.refusals = 0
            return true
        }
        guard isTaken else {
            throw SystemError(number: EDQUOT, call: "the recordings in \(path) have taken their \(maximum) bytes")
        }
    }

    /// Releases space that was not written after all.
    func giveBack(_ bytes: Int) { state.withLock { $0.used -= bytes } }

    private static func size(of path: String) -> Int {
        let entries = (try? Directory.entries(path)) ?? []
        return entries.reduce(0) { size, entry in
            guard !entry.isFolder, let status = try? Directory.status(of: "\(path)/\(entry.name)") else { return size }
            return size + Int(status.size)
        }
    }
}
