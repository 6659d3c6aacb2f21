// The creator's sound: which microphone is chosen, what becomes of it, and whether it is cut.

import {Microphone, insecureContextMessage, microphoneMessage, microphones, noMicrophoneMessage} from "./microphone.js";
import {byId, make} from "./roadwave.js";

const lostMessage = "Le micro a été débranché. Branchez-en un\u00a0: le live continuera avec lui.";

/**
 * The microphone that the page's fields choose. Tells `track` when there is another one to publish, `change` when there is
 * anything else to show.
 */
export class Sound extends EventTarget {
    #microphone = new Microphone();
    #opening = Promise.resolve(false);
    #isMuted = false;
    /** What is wrong with the microphone, in French; empty when nothing is. */
    problem = insecureContextMessage() ?? "";
    /** What was done about a microphone that went away, in French. */
    notice = "";

    constructor() {
        super();
        this.#microphone.onlost = () => this.#lost();
        navigator.mediaDevices?.addEventListener("devicechange", () => this.#devicesChanged());
        for (const id of ["microphone", "cleans-voice", "levels-volume"]) {
            byId(id).addEventListener("change", () => { if (this.track || this.problem) this.open(); });
        }
    }

    /** What is recorded; null while nothing is. */
    get track() { return this.#microphone.track; }

    /** Whether the creator has cut the microphone. */
    get isMuted() { return this.#isMuted; }
    set isMuted(isMuted) {
        this.#isMuted = isMuted;
        if (this.track) this.track.enabled = !isMuted;
        this.dispatchEvent(new Event("change"));
    }

    /** See ``Microphone/level()``. */
    level() { return this.#microphone.level(); }

    /** Opens the microphone that is chosen. @returns whether it is open */
    open() {
        // One after the other: of two that are asked for at once, the first might come last.
        const open = () => this.#open();
        this.#opening = this.#opening.then(open, open);
        return this.#opening;
    }

    /** Opens it where the creator has allowed it before, so that its level shows at once. */
    async openIfAllowed() {
        const permission = await navigator.permissions?.query({name: "microphone"}).catch(() => null);
        if (permission?.state === "granted") await this.open();
    }

    /** Stops recording. */
    close() {
        this.#microphone.close();
        this.dispatchEvent(new Event("change"));
    }

    async #open() {
        const insecure = insecureContextMessage();
        try {
            if (insecure) throw new Error(insecure);
            await this.#microphone.open({
                device: byId("microphone").value || undefined, cleansVoice: byId("cleans-voice").checked,
                levelsVolume: byId("levels-volume").checked,
            });
            this.problem = "";
            this.track.enabled = !this.#isMuted;
            this.dispatchEvent(new Event("track"));
        } catch (error) {
            this.problem = insecure ?? microphoneMessage(error);
        }
        await this.#list();
        this.dispatchEvent(new Event("change"));
        return this.problem === "";
    }

    async #list() {
        if (insecureContextMessage()) return;
        const select = byId("microphone");
        const found = await microphones().catch(() => []);
        const options = found.map(({id, name}) => make("option", {value: id}, name));
        select.replaceChildren(...(options.length > 0 ? options : [make("option", {value: ""}, "Micro par défaut")]));
        if (this.#microphone.device) select.value = this.#microphone.device;
        select.disabled = options.length < 2;
    }

    /** A microphone was plugged in or out. */
    async #devicesChanged() {
        const found = await microphones().catch(() => []);
        if (this.track && !found.some(({id}) => id === this.#microphone.device)) return this.#lost();
        // What the live was waiting for.
        if (!this.track && this.problem === lostMessage && found.length > 0) return this.#lost();
        await this.#list();
    }

    /** The show goes on with the microphone that is left, and the creator is told. */
    async #lost() {
        this.#microphone.close();
        byId("microphone").value = "";
        if (await this.open()) {
            const name = byId("microphone").selectedOptions[0]?.textContent ?? "";
            this.notice = `Le micro a été débranché. Le son vient maintenant de\u00a0: ${name}.`;
        } else if (this.problem === noMicrophoneMessage) {
            this.problem = lostMessage;
        }
        this.dispatchEvent(new Event("change"));
    }
}
