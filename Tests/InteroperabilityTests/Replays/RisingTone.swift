import Foundation
import RoadWaveMedia

/// A programme whose tone rises steadily: the pitch says which second of it is heard. A twelfth of a second is enough to
/// find it, and nothing that a player reports is used.
enum RisingTone {
    /// Three segments of a replay.
    static let seconds = 25
    /// In hertz.
    private static let lowest = 400.0
    /// In hertz a second: 50 ms are 5 Hz.
    private static let rise = 100.0

    /// The recording of a live that plays it.
    static func recording() throws -> [UInt8] {
        let encoder = try OpusEncoder(channels: 2, bitrate: 128_000)
        var writer = OggOpusWriter(
            head: try OpusHead(channels: 2, preSkip: UInt16(encoder.lookahead)), tags: OpusTags(vendor: "test"),
            serialNumber: 1)
        var samples: [Float] = []
        // A decoder gives what the encoder looks ahead for later: a packet more than the programme has.
        for frame in 0..<(seconds * 48_000 + 960) {
            let time = Double(frame) / 48_000
            let turns = (lowest * time + rise / 2 * time * time).truncatingRemainder(dividingBy: 1)
            let sample = 0.25 * Float(sin(2 * Double.pi * turns))
            samples.append(sample)
            samples.append(sample)
            guard samples.count == 2 * 960 else { continue }
            try writer.append(try encoder.encode(PCM(samples: samples, channels: 2)))
            samples = []
        }
        return writer.flush() + writer.finish(trimming: 960 - encoder.lookahead)
    }

    /// Gives a page the function `listen(audio)`: from then on `audio.heard()` is the second of the programme that the
    /// element plays, null while nothing is heard.
    static let ear = """
        window.listen = audio => {
            const context = new AudioContext({sampleRate: 48000});
            const analyser = new AnalyserNode(context, {fftSize: 4096, smoothingTimeConstant: 0});
            context.createMediaElementSource(audio).connect(analyser);
            analyser.connect(context.destination);
            const levels = new Float32Array(analyser.frequencyBinCount);
            audio.heard = () => {
                analyser.getFloatFrequencyData(levels);
                const loudest = levels.reduce((best, level, bin) => level > levels[best] ? bin : best, 1);
                if (!(levels[loudest] > -60)) return null;
                // Between the bins, by the parabola through the three highest.
                const [before, at, after] = [levels[loudest - 1], levels[loudest], levels[loudest + 1]];
                const bin = loudest + (before - after) / (2 * (before - 2 * at + after));
                // The pitch is that of the middle of the samples that were analysed.
                return (bin * 48000 / 4096 - \(lowest)) / \(rise) + 4096 / 48000 / 2;
            };
            audio.addEventListener("seeking", () => { audio.sought = audio.currentTime; });
            return context.resume();
        }, null
        """

    /// Gives a page the function `compare(audio)`, for an element that has just been told to seek. Once the sound has gone
    /// on, it returns the position that the element sought, and by how many seconds the sound is behind `currentTime`.
    static let comparison = """
        window.compare = async audio => {
            const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
            const isThere = () => audio.sought !== null && !audio.seeking && !audio.paused;
            // What was in the air before is over when more than the analyser hears has been played.
            while (!isThere() || audio.currentTime < audio.sought + 0.2) await pause(10);
            const lags = [];
            while (lags.length < 9) {
                const [place, sound] = [audio.currentTime, audio.heard()];
                if (sound !== null) lags.push(place - sound);
                await pause(13);
            }
            const sought = audio.sought;
            audio.sought = null;
            // The clock of an element moves in steps of what its renderer asks for: the middle one of nine looks.
            return [sought, lags.sort((a, b) => a - b)[4]];
        }, null
        """
}
