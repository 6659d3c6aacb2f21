internal import CoreMetrics
internal import RoadWaveMedia
internal import RoadWaveRTC

/// The recording of a live, beside its broadcast: neither waits for the other, nor knows of it.
extension LiveSession {
    /// The recorder of a live; nil where nothing is recorded.
    static func recorder(of live: Live, environment: LiveEnvironment) throws(MediaError) -> LiveRecorder? {
        guard let recordings = environment.recordings else { return nil }
        return try LiveRecorder(
            of: live.id, startedAt: live.startedAt, in: recordings, clock: environment.clock,
            report: RecordingReporter(live: live.id, environment: environment).report)
    }

    /// Hands the recorder a packet that is next in order.
    func record(_ packet: RTPPacket, duration: Int, now: MonotonicTime) {
        guard let recorder else { return }
        guard let time = recordingTimeline.place(packet, duration: duration, now: now) else {
            environment.metrics.recording.packetsLost.increment()
            return
        }
        recorder.record(packet.payload, lasting: duration, at: time)
    }

    /// Writes the live's recording, until the live is over and the recording is whole.
    nonisolated func writeRecording() async { await recorder?.run() }
}
