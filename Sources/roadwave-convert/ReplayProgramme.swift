internal import Foundation
internal import RoadWaveMedia

/// A radio programme without an end: speech at several levels, music, speech over music, and silences of 5 to 8 s in which
/// the room is heard.
struct ReplayProgramme {
    static let packetsPerSecond = 50
    /// Of each channel: 20 ms at 48 kHz.
    static let packetFrames = 960

    /// A stretch of the programme.
    private struct Part {
        var seconds: Int
        /// Of the speech, in decibels; nil where nobody speaks.
        var speech: Double?
        var music: Double?
    }

    /// About five minutes, again and again; speech goes on and never repeats itself.
    private static let parts = [
        Part(seconds: 45, speech: 0, music: nil), Part(seconds: 5),
        Part(seconds: 30, speech: nil, music: 0), Part(seconds: 6),
        Part(seconds: 40, speech: -4, music: nil), Part(seconds: 2),
        Part(seconds: 35, speech: 2, music: -12), Part(seconds: 7),
        Part(seconds: 25, speech: nil, music: -5), Part(seconds: 3, speech: -2, music: nil),
        Part(seconds: 8), Part(seconds: 50, speech: -7, music: nil),
        Part(seconds: 20, speech: 0, music: -18), Part(seconds: 6), Part(seconds: 18, speech: 3, music: nil),
    ]
    /// Of a quiet room, linear: under -70 dBFS.
    private static let room: Float = 0.000_3

    private var voice = SpeechLikeSignal(channels: 1)
    private let music = MusicLoop()
    private var noise = SplitMix64(seed: 7)
    private var part = 0
    private var packet = 0
    private var musicFrame = 0

    /// The next packet's sound, in stereo.
    mutating func next() -> PCM {
        let current = Self.parts[part]
        let isFirst = packet == 0
        let isLast = packet == current.seconds * Self.packetsPerSecond - 1
        let spoken = current.speech.map { (Float(pow(10, $0 / 20)), voice.next(frames: Self.packetFrames).samples) }
        let played = current.music.map { Float(pow(10, $0 / 20)) }
        var samples: [Float] = []
        samples.reserveCapacity(2 * Self.packetFrames)
        for frame in 0..<Self.packetFrames {
            // Parts begin and end with a fade of one packet: a step would be heard as a click.
            let progress = Float(frame) / Float(Self.packetFrames)
            let fade = isFirst ? progress : isLast ? 1 - progress : 1
            let speech = spoken.map { $0.0 * $0.1[frame] } ?? 0
            let (left, right) = played.map { music.frame(musicFrame + frame, gain: $0) } ?? (0, 0)
            samples.append((speech + left) * fade + breath())
            samples.append((speech + right) * fade + breath())
        }
        if played != nil { musicFrame += Self.packetFrames }
        packet += 1
        if isLast {
            packet = 0
            part = (part + 1) % Self.parts.count
        }
        return PCM(samples: samples, channels: 2)
    }

    private mutating func breath() -> Float {
        (Float(noise.next() >> 40) / Float(1 << 23) - 1) * Self.room
    }
}

/// Eight seconds of music, made once and played again and again: chords that swell to either side, a bass drum, a hi-hat.
private struct MusicLoop {
    private static let seconds = 8
    /// Semitones over A2 of the three notes of each chord of two seconds.
    private static let chords = [[0, 3, 7], [-4, 0, 3], [3, 7, 10], [-2, 2, 5]]

    private let samples: [Float]

    init() {
        var noise = SplitMix64(seed: 11)
        var samples: [Float] = []
        for frame in 0..<Self.seconds * 48_000 {
            let time = Double(frame) / 48_000
            let chord = Self.chords[Int(time) / 2 % Self.chords.count]
            // Plucked every second, and damped.
            let swell = exp(-2 * time.truncatingRemainder(dividingBy: 1))
            var sides = (0.0, 0.0)
            for (index, note) in chord.enumerated() {
                let pitch = 2 * Double.pi * 110 * pow(2, Double(note) / 12) * time
                let tone = sin(pitch) + 0.5 * sin(2 * pitch) + 0.3 * sin(3 * pitch) + 0.2 * sin(5 * pitch)
                let place = Double(index) / 2
                sides.0 += tone * (1 - place) * swell * 0.12
                sides.1 += tone * place * swell * 0.12
            }
            let sinceDrum = time.truncatingRemainder(dividingBy: 0.5)
            let drum = sin(2 * Double.pi * 55 * sinceDrum) * exp(-14 * sinceDrum) * 0.5
            let sinceHat = time.truncatingRemainder(dividingBy: 0.25)
            let hat = (Double(noise.next() >> 40) / Double(1 << 23) - 1) * exp(-60 * sinceHat) * 0.15
            samples.append(Float(sides.0 + drum + hat))
            samples.append(Float(sides.1 + drum - hat))
        }
        self.samples = samples
    }

    func frame(_ number: Int, gain: Float) -> (Float, Float) {
        let index = 2 * (number % (samples.count / 2))
        return (samples[index] * gain, samples[index + 1] * gain)
    }
}
