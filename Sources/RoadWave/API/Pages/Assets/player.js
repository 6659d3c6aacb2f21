// The sound of a live: the browser's own HLS player, watched, and started again when it stands still or falls behind.

import {News} from "./timeline.js";

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
    #findNews;
    /** Whether it was reloaded since the listener began. */
    #isAgain = false;
    state = "idle";

    /**
     * @param {HTMLAudioElement} audio
     * @param {object} questions
     * @param {function(): boolean} questions.isBehind asked each second of playing, whether the player should be
     *     reloaded: not every player can seek forward (Chromium's `seekable` is empty for a live)
     * @param {function(): Promise<string | null>} questions.findNews asked while the player is stalled, for the part of the
     *     playlist that was not heard: a ``News``, null if it is unknown
     */
    constructor(audio, {isBehind, findNews}) {
        super();
        this.#audio = audio;
        this.#isBehind = isBehind;
        this.#findNews = findNews;
        audio.addEventListener("ended", () => { if (this.#url) this.#finish(); });
        // The live has ended meanwhile: the playlist begins with sound that was already heard.
        audio.addEventListener("loadedmetadata", () => { if (this.#url && this.#isAgain && this.#hasEnd) this.#finish(); });
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

    /** Whether the playlist has an end. */
    get #hasEnd() { return Number.isFinite(this.#audio.duration); }

    /** Plays a live, from its present. To be called for a gesture of the listener. */
    start(url) {
        this.#url = url;
        this.#wait = patience;
        this.#isAgain = false;
        this.#set("starting");
        this.#load();
        this.#timer ??= setInterval(() => this.#watch(), interval);
    }

    /** There may be sound again: a sound that has broken off is loaded at once. */
    retry() {
        if (this.state !== "stalled") return;
        this.#wait = patience;
        this.#loadAgain();
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
            // A live that is over has no live edge to return to.
            if (!this.#hasEnd && this.#isBehind()) {
                this.#set("late");
                this.#loadAgain();
            }
        } else if (this.state !== "blocked" && now - this.#movedAt >= this.#wait) {
            this.#wait = Math.min(2 * this.#wait, longestWait);
            this.#movedAt = now;
            this.#set("stalled");
            this.#recover();
        }
    }

    /** Reloads a stalled player, unless that would only repeat heard sound: a node may have died. */
    async #recover() {
        const position = this.#audio.currentTime;
        const news = await this.#findNews();
        if (this.state !== "stalled" || this.#audio.currentTime !== position) return;
        if (news === News.over) this.#finish();
        else if (news !== News.none) this.#loadAgain();
    }

    #loadAgain() {
        this.#isAgain = true;
        this.#load();
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
