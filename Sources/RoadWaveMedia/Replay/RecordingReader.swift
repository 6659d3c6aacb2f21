/// Decodes a recording that comes piece by piece: Ogg Opus streams, one after the other, as they are found on a disk.
///
/// Time is kept. Where packets are missing, the decoder makes up the beginning of the hole and the rest is given as a
/// length. Streams that follow each other (RFC 3533 section 4) are decoded each by its own header: pre-skip (RFC 7845
/// section 4.2), gain (section 5.1) and trimmed end (section 4.4) are applied. All sound is stereo at 48 kHz.
/// Confined to its owner: it is not `Sendable` and takes no lock.
/// See docs/decisions/replay.md, « Holes and jumps of time ».
public final class RecordingReader {
    /// A part of the recording.
    public enum Part: Equatable {
        /// Decoded sound.
        case sound(PCM)
        /// Sound that the decoder made up where none came: to be heard, but no part of the programme.
        case madeUp(PCM)
        /// Samples at 48 kHz for which there is no sound.
        case gap(Int64)
        /// A stream begins that is not the first one.
        case stream
    }

    /// The longest hole that a packet loss makes: 100 ms is concealed whole, as in the broadcast.
    private static let concealmentLimit: Int64 = 4_800
    /// What the decoder makes up of a longer one, faded out, so that sound does not end in a click: 20 ms.
    private static let fadeFrames = 960

    /// Empty frames are taken for a microphone's discontinuous transmission up to here, 420 ms: libopus sends a frame of
    /// the room every 400 ms. Behind it comes a fade of 80 ms, then nothing.
    private static let emptyLimit = 20_160
    private static let emptyFade = 3_840

    private var scanner = OggPageScanner()
    private var stream: OggOpusStream?
    private var decoder: OpusDecoder?
    /// The packets of the last page; the next one last.
    private var waiting: [OggOpusReader.Packet] = []
    private var parts: [Part] = []
    /// Where the next packet of the stream should begin.
    private var expected: Int64?
    /// Samples still to be left out at the beginning of the stream.
    private var toSkip = 0
    private var hasSound = false
    /// Samples of empty frames since the last one with sound.
    private var emptyRun = 0
    /// The mean squares of the last packets with sound, before the gain of the header: a second of the usual ones.
    private var recentPowers: [Double] = []
    private static let recentPackets = 50
    /// How much of what is made up of empty frames is heard.
    private var emptyGain: Float = 1
    private var isEmpty = true
    /// First pages of streams that are not Opus.
    private var otherStreams = 0

    /// Pages that were read whole.
    public private(set) var pages = 0
    /// Streams that were begun.
    public private(set) var streams = 0
    /// Pages that should be there and are not.
    public private(set) var missingPages = 0
    /// Packets that break RFC 6716 or do not decode.
    public private(set) var malformedPackets = 0

    /// A reader that has read nothing.
    public init() {}

    /// Adds the bytes that follow those added before.
    public func append(_ bytes: some Collection<UInt8>) {
        if !bytes.isEmpty { isEmpty = false }
        scanner.append(bytes)
    }

    /// No more bytes will come.
    public func finish() { scanner.finish() }

    /// The next part; nil when more bytes are needed, or the recording is over.
    /// - Throws: `malformed` when headers are broken or too much is damaged, `unsupported` for streams of other kinds.
    public func next() throws(MediaError) -> Part? {
        while parts.isEmpty {
            if let packet = waiting.popLast() {
                try decode(packet)
            } else if let page = try scanner.next() {
                try take(page)
            } else {
                return nil
            }
        }
        return parts.removeFirst()
    }

    private func take(_ page: OggPage) throws(MediaError) {
        pages += 1
        if beginsStream(page) {
            account()
            stream = OggOpusStream()
            streams += 1
            expected = nil
            decoder = try OpusDecoder(channels: 2)
            if hasSound { parts.append(.stream) }
        }
        guard stream != nil, stream?.isFinished == false else { return }
        let hadHead = stream?.head != nil
        let packets = try stream?.take(page) ?? []
        waiting = packets.reversed()
        if !hadHead, let head = stream?.head { toSkip = Int(head.preSkip) }
    }

    /// Whether a page is the first of an Opus stream that follows. Streams of other kinds are left out, as are those that
    /// run beside the one under way without sound of their own.
    private func beginsStream(_ page: OggPage) -> Bool {
        guard page.flags.contains(.first) else { return false }
        guard page.body.starts(with: OpusHead.magic) else {
            otherStreams += 1
            return false
        }
        guard let stream else { return true }
        // The same number again is the first page repeated, unless sound came: then the recorder began anew.
        return page.serialNumber != stream.serialNumber || stream.isFinished || expected != nil
    }

    /// Throws unless there was sound: `unsupported` when this is no Ogg Opus, `malformed` when it is what is left of it.
    /// To be asked once all was read.
    public func checkSound() throws(MediaError) {
        account()
        stream = nil
        guard !hasSound else { return }
        if streams > 0 { throw MediaError(.malformed, "there is no sound behind the headers of the recording") }
        if otherStreams > 0 { throw MediaError(.unsupported, "the recording is an Ogg file without an Opus stream") }
        if pages > 0 { throw MediaError(.malformed, "the beginning of the recording is missing") }
        if isEmpty { throw MediaError(.malformed, "the recording is empty") }
        throw MediaError(.unsupported, "the recording is not an Ogg file")
    }

    /// Adds up what the stream under way has lost.
    private func account() {
        missingPages += stream?.missingPages ?? 0
        malformedPackets += stream?.malformedPackets ?? 0
    }

    private func decode(_ packet: OggOpusReader.Packet) throws(MediaError) {
        if let expected, packet.position > expected { try fill(packet.position - expected) }
        let end = packet.position + Int64(packet.duration)
        expected = end
        // The trim may take several packets.
        let kept = waitingEnd(end).map { max(0, min(packet.duration, Int($0 - packet.position))) } ?? packet.duration
        let isEmpty = Self.isEmpty(packet.bytes)
        let run = emptyRun
        emptyRun = isEmpty ? run + packet.duration : 0
        guard !isEmpty || run < Self.emptyLimit + Self.emptyFade else {
            // What would be decoded now is a drone that libopus has made up.
            if hasSound, kept > 0 { parts.append(.gap(Int64(kept))) }
            return
        }
        guard let decoder else { return }
        var isMadeUp = isEmpty
        var pcm: PCM
        do throws(MediaError) {
            pcm = try decoder.decode(packet.bytes, lasting: packet.duration)
        } catch {
            malformedPackets += 1
            isMadeUp = true
            pcm = try decoder.conceal(frames: packet.duration)
        }
        if isEmpty {
            calm(&pcm, from: run)
            fadeOut(&pcm, from: run)
        } else {
            emptyGain = 1
            if recentPowers.count == Self.recentPackets { recentPowers.removeFirst() }
            recentPowers.append(Self.power(of: pcm))
        }
        if kept < pcm.frameCount { pcm = pcm.frames(0..<kept) }
        emit(pcm, isMadeUp: isMadeUp)
    }

    /// Whether all frames of a packet were left out (RFC 6716 section 2.1.9).
    private static func isEmpty(_ packet: [UInt8]) -> Bool {
        // A byte that says how, one that counts, and lengths: at most 48 frames fit a packet.
        guard packet.count <= 50, let parsed = try? OpusPacket(parsing: packet) else { return false }
        return parsed.frames.allSatisfy { $0.count <= 1 }
    }

    private static func power(of pcm: PCM) -> Double {
        Samples.energy(of: pcm.samples) / Double(max(1, pcm.samples.count))
    }

    /// Keeps what is made up of empty frames from being louder than the room: libopus may go on with what the voice left it.
    /// The first 100 ms may be a loss in a word, and stay as they are.
    private func calm(_ pcm: inout PCM, from run: Int) {
        guard run >= Self.concealmentLimit, pcm.frameCount > 0, let quietest = recentPowers.min() else { return }
        let power = Self.power(of: pcm)
        let target = power > quietest ? Float((quietest / power).squareRoot()) : 1
        let step = (target - emptyGain) / Float(pcm.frameCount)
        for index in pcm.samples.indices { pcm.samples[index] *= emptyGain + step * Float(index / 2) }
        emptyGain = target
    }

    /// Fades what is made up of empty frames, of which `run` samples came before.
    private func fadeOut(_ pcm: inout PCM, from run: Int) {
        guard run + pcm.frameCount > Self.emptyLimit else { return }
        for index in pcm.samples.indices {
            let into = Float(run + index / 2 - Self.emptyLimit) / Float(Self.emptyFade)
            pcm.samples[index] *= min(1, max(0, 1 - into))
        }
    }

    /// Where the sound of the stream ends, once its last page was read.
    private func waitingEnd(_ end: Int64) -> Int64? {
        guard let stream, stream.isFinished else { return nil }
        let last = waiting.reduce(end) { $0 + Int64($1.duration) }
        return last - Int64(stream.trimmedSamples)
    }

    /// Gives sound at the gain of its stream, without what is to be skipped at the beginning.
    private func emit(_ pcm: PCM, isMadeUp: Bool) {
        guard let head = stream?.head else { return }
        var pcm = pcm
        let skipped = min(toSkip, pcm.frameCount)
        if skipped > 0 {
            toSkip -= skipped
            pcm = pcm.frames(skipped..<pcm.frameCount)
        }
        guard pcm.frameCount > 0 else { return }
        if head.outputGain != 0 {
            let factor = Float(Decibels.amplitude(Double(head.outputGain) / 256))
            pcm.samples = pcm.samples.map { $0 * factor }
        }
        hasSound = true
        parts.append(isMadeUp ? .madeUp(pcm) : .sound(pcm))
    }

    /// Gives a hole of `samples` samples.
    private func fill(_ samples: Int64) throws(MediaError) {
        guard let decoder, hasSound else {
            // Before the first sound of all there is no time to keep.
            return
        }
        var rest = samples
        let isLong = samples > Self.concealmentLimit
        let made = isLong ? Self.fadeFrames : Int(samples) / 120 * 120
        if made > 0 {
            var pcm = try decoder.conceal(frames: made)
            if isLong {
                for index in pcm.samples.indices { pcm.samples[index] *= 1 - Float(index / 2) / Float(made) }
            }
            emit(pcm, isMadeUp: true)
            rest -= Int64(made)
        }
        if rest > 0 { parts.append(.gap(rest)) }
    }
}
