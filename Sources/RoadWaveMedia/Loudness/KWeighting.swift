internal import CEBUR128

/// The K-weighted power of one channel at 48 kHz, in cells of 10 ms (ITU-R BS.1770-4, annex 1).
///
/// libebur128 filters; the gates are ours, because its own list of blocks grows with the programme.
/// See docs/decisions/replay.md, « Loudness from cells ».
final class KWeighting {
    /// Frames of a cell: 10 ms at 48 kHz.
    static let cellFrames = 480
    /// The same in the milliseconds that the library counts in.
    private static let cellMilliseconds: UInt = 10

    private var state: UnsafeMutablePointer<ebur128_state>?

    init() throws(MediaError) {
        state = ebur128_init(1, 48_000, Int32(EBUR128_MODE_M.rawValue))
        guard state != nil else { throw MediaError(.outOfMemory, "no memory for a loudness filter") }
    }

    deinit { ebur128_destroy(&state) }

    /// The mean square of the next cell.
    /// - Parameter samples: ``cellFrames`` of them.
    func meanSquare(of samples: UnsafePointer<Float>) throws(MediaError) -> Double {
        var loudness = 0.0
        guard ebur128_add_frames_float(state, samples, Self.cellFrames) == 0,
            ebur128_loudness_window(state, Self.cellMilliseconds, &loudness) == 0
        else { throw MediaError(.codec, "libebur128 refused 10 ms of sound") }
        return Decibels.meanSquare(ofLoudness: loudness)
    }
}
