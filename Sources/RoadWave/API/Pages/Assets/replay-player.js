// The sound of a replay: one `<audio>` element over up to three sources.
// See docs/decisions/pages.md, « Replay sources ».

/** How long the sound may stand still before another source is tried, in milliseconds: three segments. */
const patience = 20_000;

/** How often that is checked, in milliseconds. */
const interval = 1000;

/**
 * Plays a replay. Dispatches `change` with each new `state`, `time` whenever the position moves, `seek` when the
 * listener has moved it, and `end` when the replay was heard to its end.
 *
 * States: `idle` (not played yet, or played to the end), `loading`, `playing`, `paused`, `failed` (no source plays).
 */
export class ReplayPlayer extends EventTarget {
    state = "idle";
    /** Seconds. The document's value: a browser may only estimate the duration of an MP3. */
    duration;

    #audio;
    #urls;
    /** Index of the source that is loaded; null before the first play, so that the page loads no sound by itself. */
    #source = null;
    /** The position to go to once the source is ready; null if the element is there already. */
    #target;
    /** The last position that the element reported. An element with an error may report 0. */
    #known = 0;
    #isWanted = false;
    /** Up to where the element has the sound, in seconds. */
    #loaded = 0;
    #movedAt = 0;

    /**
     * @param {HTMLAudioElement} audio
     * @param {object} options
     * @param {string[]} options.urls sources, best first; the next one is tried when the element reports an error
     * @param {number} options.duration seconds
     * @param {number} options.position seconds at which to start
     */
    constructor(audio, {urls, duration, position}) {
        super();
        this.#audio = audio;
        this.#urls = urls;
        this.duration = duration;
        this.#target = position;
        this.#listen();
        setInterval(() => this.#watch(), interval);
    }

    /** Seconds from the start. */
    get position() { return this.#target ?? this.#known; }

    /** Whether the listener wants to hear it. */
    get isWanted() { return this.#isWanted; }

    get rate() { return this.#audio.playbackRate; }

    /** Also the default rate: a browser returns to that one with each source. */
    set rate(rate) { this.#audio.defaultPlaybackRate = this.#audio.playbackRate = rate; }

    /** Plays from the current position. To be called for a gesture of the listener. */
    play() {
        this.#isWanted = true;
        this.#movedAt = performance.now();
        if (this.#source === null) return this.#load(0);
        if (this.#target !== null) this.#goToTarget();
        this.#set("loading");
        this.#start();
    }

    pause() {
        this.#isWanted = false;
        this.#audio.pause();
        if (this.state !== "failed") this.#set("paused");
    }

    toggle() {
        if (this.#isWanted) this.pause();
        else this.play();
    }

    /** Goes to a position, which is moved into the replay. Loads nothing before the first play. */
    seek(seconds) {
        this.#target = Math.min(Math.max(0, seconds), this.duration);
        this.#movedAt = performance.now();
        this.#goToTarget();
        this.#moved();
        this.dispatchEvent(new Event("seek"));
    }

    skip(seconds) { this.seek(this.position + seconds); }

    #load(source) {
        this.#target = this.position;
        this.#source = source;
        this.#movedAt = performance.now();
        this.#audio.src = this.#urls[source];
        this.#set("loading");
        this.#start();
    }

    #start() {
        this.#audio.play().catch(error => {
            // An error of the source has its own event; a load that replaces another one aborts it.
            if (error.name !== "NotAllowedError") return;
            this.#isWanted = false;
            this.#set("paused");
        });
    }

    #goToTarget() {
        if (this.#source === null || this.#audio.readyState < HTMLMediaElement.HAVE_METADATA) return;
        const target = this.#target;
        this.#target = null;
        this.#known = target;
        this.#audio.currentTime = target;
    }

    #listen() {
        const on = (event, act) => this.#audio.addEventListener(event, act);
        on("loadedmetadata", () => { if (this.#target !== null) this.#goToTarget(); });
        on("timeupdate", () => this.#report());
        on("seeked", () => this.#report());
        on("playing", () => this.#set("playing"));
        on("waiting", () => { if (this.#isWanted) this.#set("loading"); });
        on("play", () => {
            // By the system's own buttons, or by those of a headset.
            this.#isWanted = true;
            this.#movedAt = performance.now();
        });
        on("pause", () => {
            if (this.#audio.ended || this.#audio.error !== null || this.#audio.readyState === 0) return;
            this.#isWanted = false;
            this.#set("paused");
        });
        on("ended", () => this.#finish());
        on("error", () => this.#fail());
    }

    /** Takes the position from the element, unless it is on its way to another one. */
    #report() {
        if (this.#target !== null || this.#audio.error !== null || this.#audio.readyState === 0) return;
        if (this.#audio.currentTime !== this.#known) this.#movedAt = performance.now();
        this.#known = this.#audio.currentTime;
        this.#moved();
    }

    /** A source that stands still without an error is an error as well. One that only loads slowly is not. */
    #watch() {
        if (!this.#isWanted || this.state !== "loading" || !navigator.onLine) return;
        const {buffered} = this.#audio;
        const loaded = buffered.length > 0 ? buffered.end(buffered.length - 1) : 0;
        if (loaded !== this.#loaded) this.#movedAt = performance.now();
        this.#loaded = loaded;
        if (performance.now() - this.#movedAt >= patience) this.#fail();
    }

    #fail() {
        if (this.#source === null) return;
        const next = this.#source + 1;
        if (this.#isWanted && next < this.#urls.length) return this.#load(next);
        // The next play starts with the best source again: it may have been the network.
        this.#target = this.position;
        this.#source = null;
        const wasWanted = this.#isWanted;
        this.#isWanted = false;
        this.#set(wasWanted ? "failed" : "paused");
    }

    #finish() {
        this.#isWanted = false;
        this.#known = 0;
        this.#target = 0;
        this.#set("idle");
        this.dispatchEvent(new Event("end"));
        this.#moved();
    }

    #moved() { this.dispatchEvent(new Event("time")); }

    #set(state) {
        if (this.state === state) return;
        this.state = state;
        this.dispatchEvent(new Event("change"));
    }
}
