// The sound of a live: the browser's own HLS player, watched, and started again when it stands still or falls behind.

/** How often it is looked at. */
const interval = 1000;

/** A sound that stands still for this long does not come back by itself: twice a segment. */
const patience = 4000;

/** The longest wait before a source is loaded again; the first is `patience`. */
const longestWait = 15_000;

/** Whether this browser plays HLS without help. */
export const playsHLS = audio => audio.canPlayType("application/vnd.apple.mpegurl") !== "";

/**
 * Plays the live of an `<audio>` element. Tells `change` with each new `state`:
 * `idle`, `starting`, `playing`, `stalled` (it is being loaded again), `late` (the same, to be in the present),
 * `blocked` (the browser wants a gesture first) and `ended` (all of the live was heard). Tells `load` whenever it begins at
 * the live's present, whatever it had before.
 */
export class Player extends EventTarget {
    #audio;
    #url = null;
    #timer = null;
    #position = 0;
    #movedAt = 0;
    #wait = patience;
    #isBehind;
    state = "idle";

    /**
     * @param {HTMLAudioElement} audio
     * @param {function(): boolean} isBehind asked each second that the sound goes on, whether it had better be loaded
     *     again: not every player can be told to go forward (Chromium's `seekable` is empty for a live)
     */
    constructor(audio, isBehind) {
        super();
        this.#audio = audio;
        this.#isBehind = isBehind;
        audio.addEventListener("ended", () => { if (this.#url) this.#finish(); });
        audio.addEventListener("pause", () => {
            // Paused by the system (a call, a headset) and not by the page: what is heard later would be the past.
            if (this.#url && !audio.ended && audio.error === null) this.#set("blocked");
        });
        audio.addEventListener("play", () => {
            if (this.#url && this.state === "blocked") this.start(this.#url);
        });
    }

    /** Whether someone wants to hear it. */
    get isActive() { return this.#url !== null; }

    /** Plays a live, from its present. To be called for a gesture of the listener. */
    start(url) {
        this.#url = url;
        this.#wait = patience;
        this.#set("starting");
        this.#load();
        this.#timer ??= setInterval(() => this.#watch(), interval);
    }

    /** There may be sound again: a sound that has broken off is loaded at once. */
    retry() {
        if (this.state !== "stalled") return;
        this.#wait = patience;
        this.#load();
    }

    /** Is silent, and asks for nothing more. */
    stop() {
        this.#url = null;
        clearInterval(this.#timer);
        this.#timer = null;
        this.#audio.pause();
        this.#audio.removeAttribute("src");
        this.#audio.load();
        this.#set("idle");
    }

    #load() {
        this.#position = 0;
        this.#movedAt = performance.now();
        this.dispatchEvent(new Event("load"));
        this.#audio.src = this.#url;
        this.#audio.play().catch(error => { if (error.name === "NotAllowedError") this.#set("blocked"); });
    }

    #watch() {
        const now = performance.now();
        const position = this.#audio.currentTime;
        if (position !== this.#position && !this.#audio.paused) {
            this.#position = position;
            this.#movedAt = now;
            this.#wait = patience;
            this.#set("playing");
            if (this.#isBehind()) {
                this.#set("late");
                this.#load();
            }
        } else if (this.state !== "blocked" && now - this.#movedAt >= this.#wait) {
            this.#wait = Math.min(2 * this.#wait, longestWait);
            this.#set("stalled");
            this.#load();
        }
    }

    #finish() {
        this.stop();
        this.#set("ended");
    }

    #set(state) {
        if (this.state === state) return;
        this.state = state;
        this.dispatchEvent(new Event("change"));
    }
}
