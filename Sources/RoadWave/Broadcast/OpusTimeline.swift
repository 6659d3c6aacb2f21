internal import RoadWaveMedia

/// Turns Opus packets with positions into continuous PCM: each received sample is at its media time, and missing sound
/// is filled in.
///
/// The decoder conceals a short gap, and recovers its last packet from the copy that the next packet may carry (RFC
/// 6716 §2.1.7). A long gap is concealed at first, with a fade, then silent: longer concealment sounds like a drone.
/// See docs/decisions/broadcast.md, « Sound that comes in a burst ».
struct OpusTimeline: ~Copyable {
    /// The samples of a gap that are concealed: 100 ms, five packets of the usual 20 ms.
    static let concealmentLimit = 4_800
    /// The fade at the end of a full concealment: 20 ms.
    private static let fadeSamples = 960
    /// The most samples that one call fills: 10 s. This limits the work that one packet with a wild timestamp, or one
    /// late timer, can cause on a media loop (10 s of AAC are about 35 ms of CPU for each rendition).
    static let fillLimit = 10 * MediaTime.sampleRate

    /// The position after the last output sample.
    private(set) var position: MediaTime
    /// The sound that was filled in so far.
    private(set) var filled = FilledSound()
    /// Why the last packet cannot be used; nil if it can.
    private(set) var lastRefusal: RefusedPacket?

    private let decoder: OpusDecoder
    /// Samples filled in since the last packet.
    private var holeSamples = 0

    init(channels: Int, position: MediaTime) throws(MediaError) {
        decoder = try OpusDecoder(channels: channels)
        self.position = position
    }

    /// The sound from `position` to the end of `packet`, which begins at `time`; empty if the packet cannot be used.
    /// - Parameter duration: the duration of the packet, in samples; the caller has read it from the header.
    mutating func append(_ packet: [UInt8], lasting duration: Int, at time: MediaTime) throws(MediaError) -> PCM {
        lastRefusal = nil
        let nothing = PCM(samples: [], channels: decoder.channels)
        guard time + duration > position else {
            lastRefusal = .late
            return nothing
        }
        guard time - position <= Self.fillLimit else {
            lastRefusal = .outOfRange
            return nothing
        }
        var sound = try fill(to: time, before: packet, lasting: duration)
        guard let decoded = try? decoder.decode(packet, lasting: duration) else {
            lastRefusal = .notOpus
            return sound
        }
        let late = max(0, position - time)
        if sound.samples.isEmpty, late == 0 {
            sound = decoded
        } else {
            try sound.append(decoded.frames(late..<decoded.frameCount))
        }
        holeSamples = 0
        position = time + decoded.frameCount
        return sound
    }

    /// The filled-in sound from `position` to `time`, at most ``fillLimit`` samples.
    mutating func advance(to time: MediaTime) throws(MediaError) -> PCM {
        try fill(to: min(time, position + Self.fillLimit), before: nil, lasting: 0)
    }

    /// Fills in the samples up to `target`.
    /// - Parameters:
    ///   - next: the packet that begins at `target`, if it has arrived.
    ///   - duration: the duration of `next`, assumed for the packet before it as well.
    private mutating func fill(
        to target: MediaTime, before next: [UInt8]?, lasting duration: Int
    ) throws(MediaError) -> PCM {
        let missing = target - position
        var sound = PCM(samples: [], channels: decoder.channels)
        guard missing > 0 else { return sound }
        // Only in a short gap: in a long gap the sender sent nothing, and the copy has the sound from before it.
        let copy = next.flatMap { OpusPacket.hasForwardErrorCorrection($0) ? $0 : nil }
        let recoverable = copy != nil && duration <= missing && holeSamples + missing <= Self.concealmentLimit
        let blind = recoverable ? missing - duration : missing
        let concealable = min(blind, max(0, Self.concealmentLimit - holeSamples))
        try conceal(concealable, into: &sound)
        if blind > concealable {
            try sound.append(.silence(frames: blind - concealable, channels: decoder.channels))
            filled.silent += blind - concealable
        }
        if recoverable, let copy {
            // The copy may be broken although the packet is not. Silence then replaces it.
            if let recovered = try? decoder.decodeForwardErrorCorrection(from: copy, frames: duration) {
                try sound.append(recovered)
                filled.recovered += recovered.frameCount
            } else {
                filled.silent += duration
            }
        }
        holeSamples += missing
        position = target
        return try sound.padded(to: missing)
    }

    /// Adds `count` concealed samples, faded by their distance from the start of the gap.
    private mutating func conceal(_ count: Int, into sound: inout PCM) throws(MediaError) {
        var done = 0
        while done < count {
            // The decoder conceals in steps of 2.5 ms; the excess is cut.
            let step = min(OpusPacket.maximumDuration, (count - done + 119) / 120 * 120)
            let made = try decoder.conceal(frames: step).frames(0..<min(step, count - done))
            try sound.append(made.faded(from: holeSamples + done, over: Self.fadeSamples, to: Self.concealmentLimit))
            done += made.frameCount
        }
        filled.concealed += count
    }
}

/// How much sound of a live was filled in, in samples.
struct FilledSound: Hashable, Sendable {
    /// Recovered from the copy of a lost packet in the next packet.
    var recovered = 0
    /// Concealed by the decoder.
    var concealed = 0
    /// Silence where nothing was received.
    var silent = 0
}

extension PCM {
    /// The same sound with a linear fade to 0 at sample `end`, over the `length` samples before it. The first sample of
    /// the sound is sample `start`.
    fileprivate func faded(from start: Int, over length: Int, to end: Int) -> PCM {
        guard start + frameCount > end - length else { return self }
        var faded = self
        for index in faded.samples.indices {
            let remaining = end - (start + index / channels)
            faded.samples[index] *= Float(min(max(remaining, 0), length)) / Float(length)
        }
        return faded
    }

    /// The same sound, padded with silence to `count` frames.
    fileprivate func padded(to count: Int) throws(MediaError) -> PCM {
        guard frameCount < count else { return self }
        var padded = self
        try padded.append(.silence(frames: count - frameCount, channels: channels))
        return padded
    }
}
