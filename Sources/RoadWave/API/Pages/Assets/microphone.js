// The creator's microphone: which one, what it hears, what is wrong with it.

/** What the level shows, in decibels below the loudest sample: speech is between −40 and −6. */
export const floorDecibels = -60;

/** From here on samples are about to be cut. */
const clipDecibels = -1;

/** Below this there is no voice: a microphone that is switched off, or another one. */
const silenceDecibels = -55;

/** What to tell a creator who has no microphone. */
export const noMicrophoneMessage = "Aucun micro n'est branché. Branchez-en un, puis réessayez.";

/** What to tell a creator whose microphone cannot be had. */
export function microphoneMessage(error) {
    switch (error?.name) {
    case "NotAllowedError":
        return "L'accès au micro est refusé. Autorisez-le dans les réglages du navigateur, puis réessayez.";
    case "NotFoundError":
    case "OverconstrainedError":
        return noMicrophoneMessage;
    case "NotReadableError":
    case "AbortError":
        return "Le micro ne répond pas\u00a0: une autre application s'en sert peut-être.";
    default:
        return "Le micro ne peut pas être ouvert.";
    }
}

/** What to tell a creator whose browser gives no microphone to this page; null where it does. */
export function insecureContextMessage() {
    if (window.isSecureContext && navigator.mediaDevices) return null;
    return "Le navigateur ne donne le micro qu'à une page sûre. Ouvrez le studio par une adresse en https://, "
        + "ou sur la machine du serveur par http://127.0.0.1.";
}

/** An open microphone and its level. */
export class Microphone {
    #stream = null;
    #context = null;
    #analyser = null;
    #source = null;
    #samples = new Float32Array(2048);

    /** Called when the microphone is gone: unplugged, or taken away by the system. */
    onlost = () => {};

    /** What it records; null before it is open. */
    get track() { return this.#stream?.getAudioTracks()[0] ?? null; }

    /** The identifier of the device. */
    get device() { return this.track?.getSettings().deviceId ?? null; }

    /**
     * Opens a microphone. Another one that is open stays so until the new one is there; the same one is closed before,
     * since a browser goes on with the sound as it was asked for first, for as long as anyone has the device open.
     *
     * @param {{device?: string, cleansVoice: boolean, levelsVolume: boolean}} choices
     * @throws {DOMException} see ``microphoneMessage``
     */
    async open({device, cleansVoice, levelsVolume}) {
        const wasEnabled = this.track?.enabled ?? true;
        if (!device || device === this.device) this.close();
        const stream = await navigator.mediaDevices.getUserMedia({
            video: false,
            audio: {
                deviceId: device ? {exact: device} : undefined, channelCount: 1, sampleRate: 48_000,
                echoCancellation: cleansVoice, noiseSuppression: cleansVoice, autoGainControl: levelsVolume,
            },
        });
        this.close();
        this.#stream = stream;
        this.track.enabled = wasEnabled;
        // Not told when the page itself stops it.
        this.track.onended = () => this.onlost();
        this.#listen(stream);
    }

    /** Stops recording. */
    close() {
        if (this.track) this.track.onended = null;
        for (const track of this.#stream?.getTracks() ?? []) track.stop();
        this.#source?.disconnect();
        this.#stream = null;
    }

    /**
     * The peak of the last 43 ms, in decibels below full scale.
     * @returns {{decibels: number, isClipping: boolean, isSilent: boolean} | null} null where nothing is open
     */
    level() {
        if (!this.#stream || !this.#analyser) return null;
        this.#analyser.getFloatTimeDomainData(this.#samples);
        let peak = 0;
        for (const sample of this.#samples) peak = Math.max(peak, Math.abs(sample));
        const decibels = Math.max(floorDecibels, 20 * Math.log10(Math.max(peak, 1e-6)));
        return {decibels, isClipping: decibels > clipDecibels, isSilent: decibels < silenceDecibels};
    }

    #listen(stream) {
        this.#context ??= new AudioContext({latencyHint: "interactive"});
        // A browser lets sound run only after a gesture: the microphone was asked for by one.
        this.#context.resume().catch(() => {});
        this.#analyser ??= new AnalyserNode(this.#context, {fftSize: this.#samples.length});
        this.#source = this.#context.createMediaStreamSource(stream);
        this.#source.connect(this.#analyser);
    }
}

/** The microphones there are: `{id, name}`. They have names only once one of them was opened. */
export async function microphones() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter(device => device.kind === "audioinput" && device.deviceId !== "")
        .map((device, index) => ({id: device.deviceId, name: device.label || `Micro ${index + 1}`}));
}
