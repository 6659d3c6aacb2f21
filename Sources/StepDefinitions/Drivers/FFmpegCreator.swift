internal import Foundation
internal import RoadWaveMedia
internal import RoadWaveTestServices
internal import Subprocess

/// A creator whose application no one here wrote: FFmpeg's WHIP muxer, fed in real time with a voice.
///
/// The driver owns the pace: it writes 20 ms of PCM every 20 ms and notes when, so that « the last sample of second N
/// was sent at t » is known from outside. FFmpeg's own delay (encoder, pacing) counts against the engine.
actor FFmpegCreator {
    /// 20 ms at 48 kHz, the frame of Opus.
    private static let chunkFrames = 960
    /// 100 ms.
    private static let chunksBeforeConnection = 5

    let process: ChildProcess
    /// What the creator says: what listeners must hear.
    nonisolated let voice: PCM
    /// What the microphone makes of it: the same, unless sabotaged.
    private let taken: PCM
    /// Whether the voice begins again at its end.
    private let repeats: Bool
    private let clock = ContinuousClock()
    /// The same moment by the wall clock and by the creator's.
    private let start = (date: Date(), instant: ContinuousClock.now)
    private var sentAt: [ContinuousClock.Instant] = []
    private var speaking: Task<Void, Never>?

    private init(process: ChildProcess, voice: PCM, taken: PCM, repeats: Bool) {
        self.process = process
        self.voice = voice
        self.taken = taken
        self.repeats = repeats
    }

    /// Starts FFmpeg, which connects as soon as it has read its first samples.
    /// - Parameters:
    ///   - waits: whether the voice waits for the connection: what is said is then sent at once, from the first word.
    ///   - repeats: whether the voice begins again at its end, until `stop`; otherwise the live ends with it.
    static func start(
        whip: String, token: String, bitrate: Int, voice: PCM, microphone: MicrophoneFault?,
        waits: Bool = false, repeats: Bool = false, python: PythonEnvironment
    ) async throws -> FFmpegCreator {
        let process = await ChildProcess.start(
            try await python.ffmpeg(),
            [
                "-hide_banner", "-loglevel", "verbose", "-probesize", "32", "-analyzeduration", "0",
                "-f", "s16le", "-ar", "48000", "-ac", "\(voice.channels)", "-i", "pipe:0",
                // The muxer demands two channels; a voice of one is the same in both.
                "-c:a", "libopus", "-b:a", "\(bitrate)", "-application", voice.channels == 2 ? "audio" : "voip",
                "-frame_duration", "20", "-ac", "2",
                "-f", "whip", "-authorization", token, whip,
            ], name: "ffmpeg (créateur)")
        let creator = FFmpegCreator(
            process: process, voice: voice, taken: microphone?.applied(to: voice) ?? voice, repeats: repeats)
        await creator.speak(waits: waits)
        return creator
    }

    /// Whether FFmpeg reports its connection (ICE, DTLS and SRTP done) before it ends.
    func isConnected() async throws -> Bool {
        try await process.line(where: { $0.contains("SRTP setup done") }) != nil
    }

    /// The live's identifier, from the `Location` that FFmpeg was given.
    func liveID() async throws -> String? {
        guard let line = try await process.line(where: { $0.contains("ICE STUN ok") }),
            let location = line.firstMatch(of: /location=([^,]+),/)?.1
        else { return nil }
        return location.split(separator: "/").last.map(String.init)
    }

    /// When the given sample of the voice (counted from 0) was handed to FFmpeg; nil if it was not.
    func sendingTime(ofSample sample: Int) -> ContinuousClock.Instant? {
        let chunk = sample / Self.chunkFrames
        return sentAt.indices.contains(chunk) ? sentAt[chunk] : nil
    }

    /// The same by the wall clock, in seconds since 1970.
    func sendingDate(ofSample sample: Int) -> Double? {
        sendingTime(ofSample: sample).map { start.date.timeIntervalSince1970 + ($0 - start.instant) / .seconds(1) }
    }

    /// Whether all has been said, or FFmpeg has gone.
    var hasFinished: Bool {
        get async {
            let hasGone = await process.ending != nil
            return hasGone || !repeats && sentAt.count >= voice.frameCount / Self.chunkFrames
        }
    }

    /// The voice is not held back for the connection unless told: what is said meanwhile waits in FFmpeg's pipe, as in a
    /// phone.
    private func speak(waits: Bool) {
        speaking = Task {
            var start = clock.now
            let chunks = voice.frameCount / Self.chunkFrames
            for chunk in 0..<(repeats ? .max : chunks) {
                guard await process.write(bytes(ofChunk: chunk % chunks)) else { return }
                sentAt.append(clock.now)
                // FFmpeg has to have read so much before it connects.
                if waits, chunk == Self.chunksBeforeConnection {
                    guard (try? await isConnected()) == true else { return }
                    start = clock.now - .milliseconds(20 * chunk)
                }
                // why: the pace of a voice, 20 ms at a time.
                guard (try? await clock.sleep(until: start + .milliseconds(20 * (chunk + 1)))) != nil else { return }
            }
            await process.finishInput()
        }
    }

    private func bytes(ofChunk chunk: Int) -> [UInt8] {
        let range = chunk * Self.chunkFrames..<(chunk + 1) * Self.chunkFrames
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * Self.chunkFrames * taken.channels)
        for sample in taken.samples[range.lowerBound * taken.channels..<range.upperBound * taken.channels] {
            let value = Int16(max(-1, min(1, sample)) * 32_767)
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// Ends the voice, then the process.
    func stop() async {
        speaking?.cancel()
        await speaking?.value
        await process.stop()
    }
}
