internal import Foundation
internal import RoadWaveMedia

/// Whether what was heard is what was said, all of it and in its place, and nothing else.
///
/// See docs/decisions/runner.md, « Sound compared every 10 ms ».
struct Fidelity: Sendable {
    /// Normalised correlation of the whole with the voice: 1 is the same sound.
    var correlation = 0.0
    /// Seconds of the voice that precede the first sound heard.
    var missingAtStart = Double.infinity
    /// Seconds heard before the voice begins.
    var precedingVoice = Double.infinity
    /// The frame of the sound at which the voice begins; negative when it began before.
    var start = 0
    /// How much louder than the voice the sound is, in decibels.
    var gain = -Double.infinity
    /// The level of the sound above 6 kHz, compared with the voice and without the gain of the whole, in decibels.
    var treble = -Double.infinity
    /// Windows of 100 ms where the voice speaks and something else, or nothing, is heard.
    var damagedWindows: Int { damagedAt.map(\.count) ?? .max }
    /// Stretches of 10 ms where the voice speaks and next to nothing is heard.
    var silences: Int { silentAt.map(\.count) ?? .max }
    /// Stretches of 10 ms where the voice is silent and something is heard.
    var additions = Int.max
    /// Where those begin, in seconds of the voice; nil when nothing was compared.
    private var damagedAt: [Double]?
    private var silentAt: [Double]?
    /// Where all of those are, in seconds of the voice.
    var damages: [String] = []
    /// Seconds of the voice that were compared.
    var compared = 0.0

    /// Lays the voice on the sound by correlation, then compares them window by window; both mixed down to one channel.
    static func measure(_ sound: PCM, with voice: PCM) throws -> Fidelity {
        guard sound.frameCount > 0, voice.frameCount > 0 else { return Fidelity() }
        let (sound, voice) = (sound.mixedDown(), voice.mixedDown())
        let match = try Correlation.locate(sound, in: voice)
        // The voice's frame 0 lies at this frame of the sound; before it, the codecs' own delay.
        let start = -match.offset
        let said = voice.frames(0..<max(0, sound.frameCount - start))
        // What precedes the first sound heard is missing, not damaged.
        let damaged = try Correlation.windows(of: said, in: sound, at: start).filter {
            !$0.isPresent && $0.frames.lowerBound + start >= 0
        }
        var fidelity = Fidelity(
            correlation: match.coefficient, missingAtStart: max(0, seconds(-start)),
            precedingVoice: max(0, seconds(start)), start: start,
            damagedAt: damaged.map { seconds($0.frames.lowerBound) },
            damages: damaged.map { window in
                String(format: "%.1f s : %.2f", seconds(window.frames.lowerBound), window.coefficient)
            }, compared: seconds(said.frameCount + min(0, start)))
        fidelity.compareLevels(said, sound, at: start)
        return fidelity
    }

    /// The same of each channel of a stereo sound, the left one first; of the mix of a mono one.
    static func measureChannels(of sound: PCM, with voice: PCM) throws -> [Fidelity] {
        guard sound.channels == 2, voice.channels == 2 else { return [try measure(sound, with: voice)] }
        return try (0..<2).map { try measure(sound.channel($0), with: voice.channel($0)) }
    }

    /// The same without the damages around these moments, in seconds of the sound: the creator's application did not send
    /// the sound of them in time.
    func excusing(_ moments: [Double]) -> Fidelity {
        let places = moments.map { $0 - Double(start) / 48_000 }
        func isExcused(_ second: Double) -> Bool { places.contains { abs($0 - second) < 0.15 } }
        var excused = self
        excused.damagedAt?.removeAll(where: isExcused)
        excused.silentAt?.removeAll(where: isExcused)
        return excused
    }

    /// The same without the damages of the first seconds of the sound.
    func excusing(first seconds: Double) -> Fidelity {
        let end = seconds - Double(start) / 48_000
        var excused = self
        excused.damagedAt?.removeAll { $0 < end }
        excused.silentAt?.removeAll { $0 < end }
        return excused
    }

    /// In 10 ms, from the first one that was heard whole to 50 ms before the end, which a codec fades.
    private mutating func compareLevels(_ said: PCM, _ sound: PCM, at start: Int) {
        let step = EnergyEnvelope.step
        let first = (max(0, -start) + step - 1) / step
        let count = said.frameCount / step - first - 5
        guard count > 0 else { return }
        let voice = EnergyEnvelope(said.samples, from: first * step, count: count)
        let heard = EnergyEnvelope(sound.samples, from: start + first * step, count: count)
        let (silent, added) = (voice.silences(in: heard), voice.additions(in: heard))
        silentAt = silent.map { Self.seconds((first + $0) * step) }
        additions = added.count
        let places = silent.map { ("silence", $0) } + added.map { ("bruit", $0) }
        damages += places.prefix(10).map { name, index in
            String(format: "%.2f s : %@", Self.seconds((first + index) * step), name)
        }
        gain = Self.decibels(heard) - Self.decibels(voice)
        let length = count * step
        let sharpVoice = HighPass.decibels(said.samples[(first * step)...].prefix(length))
        let sharpSound = HighPass.decibels(sound.samples[(start + first * step)...].prefix(length))
        treble = sharpSound - sharpVoice - gain
    }

    private static func decibels(_ envelope: EnergyEnvelope) -> Double {
        10 * log10(envelope.levels.reduce(1e-12) { $0 + pow(10, $1 / 10) })
    }

    private static func seconds(_ frames: Int) -> Double { Double(frames) / 48_000 }
}

extension PCM {
    /// One channel of several.
    func channel(_ index: Int) -> PCM {
        let count = channels
        let samples = samples
        return PCM(
            samples: (0..<frameCount).map { samples[$0 * count + index] }, channels: 1, sampleRate: sampleRate)
    }

    /// A stereo sound, as long as the shorter one of its channels.
    static func stereo(left: PCM, right: PCM) -> PCM {
        let frames = min(left.frameCount, right.frameCount)
        var samples: [Float] = []
        samples.reserveCapacity(2 * frames)
        for frame in 0..<frames {
            samples.append(left.samples[frame])
            samples.append(right.samples[frame])
        }
        return PCM(samples: samples, channels: 2, sampleRate: left.sampleRate)
    }
}
