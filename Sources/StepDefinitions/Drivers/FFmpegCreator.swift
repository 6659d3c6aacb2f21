internal import Foundation
internal import RoadWaveMedia
internal import Subprocess

/// A creator whose application no one here wrote: FFmpeg's WHIP muxer, fed in real time with a voice.
///
/// The driver owns the pace: it writes 20 ms of PCM every 20 ms and notes when, so that « the last sample of second N
/// was sent at t » is known from outside. FFmpeg's own delay (encoder, pacing) counts against the engine.
actor FFmpegCreator {
    /// 20 ms at 48 kHz, the frame of Opus.
    private static let chunkFrames = 960

    let process: ChildProcess
    /// What the creator says: what listeners must hear.
    nonisolated let voice: PCM
    /// What the microphone makes of it: the same, unless sabotaged.
    private let taken: PCM
    private let clock = ContinuousClock()
    private var sentAt: [ContinuousClock.Instant] = []
    private var speaking: Task<Void, Never>?

    private init(process: ChildProcess, voice: PCM, taken: PCM) {
        self.process = process
        self.voice = voice
        self.taken = taken
    }

    /// Starts FFmpeg, which connects as soon as it has read its first samples.
    static func start(
        whip: String, token: String, bitrate: Int, voice: PCM, microphone: MicrophoneFault?, python: PythonEnvironment
    ) async throws -> FFmpegCreator {
        let process = await ChildProcess.start(
            try await python.ffmpeg(),
            [
                "-hide_banner", "-loglevel", "verbose", "-probesize", "32", "-analyzeduration", "0",
                "-f", "s16le", "-ar", "48000", "-ac", "1", "-i", "pipe:0",
                // The muxer demands two channels; the voice is the same in both.
                "-c:a", "libopus", "-b:a", "\(bitrate)", "-application", "voip", "-frame_duration", "20", "-ac", "2",
                "-f", "whip", "-authorization", token, whip,
            ], name: "ffmpeg (créateur)")
        let creator = FFmpegCreator(
            process: process, voice: voice, taken: microphone?.applied(to: voice) ?? voice)
        await creator.speak()
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

    /// Whether all has been said, or FFmpeg has gone.
    var hasFinished: Bool {
        get async {
            let hasGone = await process.ending != nil
            return hasGone || sentAt.count >= voice.frameCount / Self.chunkFrames
        }
    }

    /// The voice is not held back for the connection: what is said meanwhile waits in FFmpeg's pipe, as in a phone.
    private func speak() {
        speaking = Task {
            let start = clock.now
            for chunk in 0..<voice.frameCount / Self.chunkFrames {
                guard await process.write(bytes(ofChunk: chunk)) else { return }
                sentAt.append(clock.now)
                // why: the pace of a voice, 20 ms at a time.
                guard (try? await clock.sleep(until: start + .milliseconds(20 * (chunk + 1)))) != nil else { return }
            }
            await process.finishInput()
        }
    }

    private func bytes(ofChunk chunk: Int) -> [UInt8] {
        let range = chunk * Self.chunkFrames..<(chunk + 1) * Self.chunkFrames
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * Self.chunkFrames)
        for sample in taken.samples[range] {
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
