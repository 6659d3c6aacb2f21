// The position at which a listener left a replay, kept in this browser.

const keyOf = live => `roadwave.replay.${live}`;

/** How close to the end a position counts as the end, in seconds: nobody comes back for the last words. */
const endMargin = 5;

/** The resume point of one replay. A browser that stores nothing only forgets it. */
export class ResumePoint {
    #key;

    /** @param {string} live identifier of the live */
    constructor(live) { this.#key = keyOf(live); }

    /** Seconds from the start; 0 if nothing is kept, or if it does not fit the replay. */
    read(duration) {
        try {
            const seconds = Number.parseFloat(localStorage.getItem(this.#key) ?? "");
            return seconds > 0 && seconds < duration - endMargin ? seconds : 0;
        } catch {
            return 0;
        }
    }

    write(seconds) {
        try {
            if (seconds >= 1) localStorage.setItem(this.#key, seconds.toFixed(1));
            else localStorage.removeItem(this.#key);
        } catch {
            // Storage is full, or forbidden. The replay plays all the same.
        }
    }

    clear() { this.write(0); }
}
