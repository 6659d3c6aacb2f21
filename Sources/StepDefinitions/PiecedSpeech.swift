internal import RoadWaveMedia

/// Speech with silences of known lengths.
struct PiecedSpeech: Sendable {
    /// A piece of fewer frames is a word.
    private static let shortestPhrase = 48_000
    /// The frames among which a word is looked for.
    private static let wordReach = 3 * 48_000

    /// What is said, in order.
    let pieces: [PCM]
    /// The seconds of silence after each piece.
    let silences: [Double]
    /// All of it, one after the other.
    let whole: PCM

    /// The pieces that are more than a word, with their places in the order.
    var phrases: [(index: Int, piece: PCM)] {
        pieces.enumerated().filter { !Self.isWord($0.element) }.map { (index: $0.offset, piece: $0.element) }
    }

    /// Whether a piece is no more than a word.
    static func isWord(_ piece: PCM) -> Bool { piece.frameCount < shortestPhrase }

    /// - Parameters:
    ///   - voice: 48 kHz, as long as the pieces together, and three seconds more for each word.
    ///   - seconds: the length of each piece and of the silence after it. What is shorter than a second is a word: the
    ///     loudest sound of that length in the seconds that follow, and no pause of the voice.
    ///   - factor: how loud it is.
    init(_ voice: PCM, _ seconds: [(said: Double, silent: Double)], factor: Float) throws {
        var (pieces, whole) = ([PCM](), PCM.silence(frames: 0, channels: voice.channels))
        var position = 0
        for (said, silent) in seconds {
            let frames = Int(said * 48_000)
            if frames < Self.shortestPhrase { position = Self.loudest(frames, of: voice, from: position) }
            let end = position + frames
            let piece = voice.frames(position..<min(end, voice.frameCount))
            pieces.append(piece)
            try whole.append(PCM(samples: piece.samples.map { $0 * factor }, channels: voice.channels))
            try whole.append(Self.room(frames: Int(silent * 48_000), channels: voice.channels))
            position = end
        }
        self.pieces = pieces
        self.whole = whole
        silences = seconds.map(\.silent)
    }

    /// Where a sound of so many frames is loudest, on the side where it is softer.
    private static func loudest(_ frames: Int, of voice: PCM, from start: Int) -> Int {
        let end = min(start + wordReach, voice.frameCount - frames)
        // 10 ms at a time.
        let energies = stride(from: start, through: max(start, end), by: 480).map { place in
            (place: place, energy: energy(of: voice, place, frames))
        }
        return energies.max { $0.energy < $1.energy }?.place ?? start
    }

    /// The energy of a stretch, on the side where it is softer.
    private static func energy(of voice: PCM, _ start: Int, _ frames: Int) -> Float {
        let channels = voice.channels
        var energies = [Float](repeating: 0, count: channels)
        // Every fourth frame tells the level well enough.
        for frame in stride(from: start, to: min(start + frames, voice.frameCount), by: 4) {
            for channel in 0..<channels {
                let sample = voice.samples[frame * channels + channel]
                energies[channel] += sample * sample
            }
        }
        return energies.min() ?? 0
    }

    /// A room where nobody speaks: noise at -78 dBFS, which nobody hears under a voice. No microphone is digitally silent.
    private static func room(frames: Int, channels: Int) -> PCM {
        var generator = SplitMix64(seed: 1)
        let level: Float = 0.000_22
        let samples = (0..<frames * channels).map { _ in Float.random(in: -level...level, using: &generator) }
        return PCM(samples: samples, channels: channels)
    }
}
