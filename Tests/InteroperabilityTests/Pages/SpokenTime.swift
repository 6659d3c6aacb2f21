@testable import StepDefinitions

/// A sound that tells the time: its pitch is that of the moment at which it is made. Whoever hears it knows how old it is,
/// by nothing that the page under test measures with.
enum SpokenTime {
    /// Gives the page a microphone that hears the time: from 500 Hz, 20 Hz more each second, for two minutes in turn.
    static let microphone = """
        navigator.mediaDevices.getUserMedia = async () => {
            const context = new AudioContext({sampleRate: 48000});
            const output = new MediaStreamAudioDestinationNode(context, {channelCount: 1});
            const pitch = new OscillatorNode(context);
            pitch.connect(new GainNode(context, {gain: .3})).connect(output);
            pitch.start();
            setInterval(() => {
                const seconds = (performance.timeOrigin + performance.now()) / 1000;
                pitch.frequency.setValueAtTime(500 + 20 * (seconds % 120), context.currentTime);
            }, 20);
            await context.resume();
            return output.stream;
        }, null
        """

    /// Has the page listen to what its player plays.
    static let hear = """
        (() => {
            const context = new AudioContext({sampleRate: 48000});
            const analyser = new AnalyserNode(context, {fftSize: 16384, smoothingTimeConstant: 0});
            context.createMediaElementSource(document.querySelector("audio")).connect(analyser);
            analyser.connect(context.destination);
            const loudness = new Float32Array(analyser.frequencyBinCount);
            window.heardLatency = () => {
                analyser.getFloatFrequencyData(loudness);
                const loudest = loudness.reduce((best, value, bin) => value > loudness[best] ? bin : best, 1);
                if (loudness[loudest] < -60) return null;
                const seconds = (performance.timeOrigin + performance.now()) / 1000;
                // The pitch is the mean of the samples that were analysed.
                const said = (loudest * 48000 / 16384 - 500) / 20 + 16384 / 48000 / 2;
                return (seconds - said + 120) % 120;
            };
            return context.resume();
        })()
        """

    /// The latency that is heard and the one that the page shows, in seconds; null where there is none.
    static let both = """
        [heardLatency(), Number.parseFloat(document.getElementById("latency").textContent.replace(",", ".")) || null]
        """
}
