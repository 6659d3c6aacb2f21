// The screen, which a page may ask to stay on.

/** Keeps the screen on while it is held. */
export class ScreenLock {
    #isWanted = false;
    #isAsking = false;
    #sentinel = null;

    /** Keeps the screen on, as long as the page is in front: to be called again when it is so again. */
    async stayOn() {
        this.#isWanted = true;
        if (this.#sentinel || this.#isAsking || document.visibilityState !== "visible" || !navigator.wakeLock) return;
        this.#isAsking = true;
        // Refused when the battery is low: the page goes on as long as the phone does.
        const sentinel = await navigator.wakeLock.request("screen").catch(() => null);
        this.#isAsking = false;
        this.#sentinel = sentinel;
        // The browser takes it away from a page that is not in front any more.
        sentinel?.addEventListener("release", () => { if (this.#sentinel === sentinel) this.#sentinel = null; });
        if (!this.#isWanted) this.release();
    }

    /** Lets the screen go off. */
    release() {
        this.#isWanted = false;
        this.#sentinel?.release().catch(() => {});
        this.#sentinel = null;
    }
}
