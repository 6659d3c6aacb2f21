// The level of the microphone: a bar for the eye, words for whoever does not see it.

import {floorDecibels} from "./microphone.js";
import {byId, setText} from "./roadwave.js";

/** Milliseconds without a sound after which a creator is told. */
const silenceBeforeNotice = 6000;

/** How long the text about a clipped sound stays, in milliseconds: the peak itself is too short to be read. */
const clippingNotice = 2000;

/** How often the words follow the level. */
const wordsInterval = 500;

/** Shows what a ``Sound`` hears. */
export class Meter {
    #sound;
    #heardAt = performance.now();
    #clippedAt = -Infinity;

    constructor(sound) {
        this.#sound = sound;
        sound.addEventListener("track", () => { this.#heardAt = performance.now(); });
        sound.addEventListener("change", () => this.#showWords());
        this.#showBar();
        this.#showWords();
        // Not in step with the bar, which stands still while the page is not in front.
        setInterval(() => this.#showWords(), wordsInterval);
    }

    /** The level now. A sound that is shorter than the pause between two looks at it counts as heard. */
    #level() {
        const level = this.#sound.level();
        if (level && (!level.isSilent || this.#sound.isMuted)) this.#heardAt = performance.now();
        if (level?.isClipping && !this.#sound.isMuted) this.#clippedAt = performance.now();
        return level;
    }

    #showBar() {
        const level = this.#level();
        const {isMuted} = this.#sound;
        const share = level && !isMuted ? 1 - level.decibels / floorDecibels : 0;
        byId("meter-bar").style.setProperty("--level", share.toFixed(3));
        byId("meter").dataset.peak = isMuted ? "muted" : this.#isClipping ? "high" : "";
        requestAnimationFrame(() => this.#showBar());
    }

    get #isClipping() { return performance.now() - this.#clippedAt < clippingNotice; }

    #showWords() {
        const level = this.#level();
        const {isMuted} = this.#sound;
        const decibels = Math.round(level && !isMuted ? level.decibels : floorDecibels);
        byId("meter").setAttribute("aria-valuenow", `${decibels}`);
        byId("meter").setAttribute(
            "aria-valuetext", level ? (isMuted ? "micro coupé" : `${decibels} décibels`) : "micro fermé");
        setText("level-text", this.#words(level));
    }

    #words(level) {
        if (!level) return "Le niveau s'affiche une fois le micro ouvert.";
        if (this.#sound.isMuted) return "Le micro est coupé\u00a0: vos auditeurs entendent du silence.";
        if (this.#isClipping) return "Le son sature\u00a0: éloignez-vous du micro.";
        const isQuiet = performance.now() - this.#heardAt > silenceBeforeNotice;
        return isQuiet ? "Aucun son\u00a0: vérifiez le micro choisi." : "Le micro vous entend.";
    }
}
