// How a live gets its connection again: tries, until there is one or there is no use any more.
// See docs/decisions/pages.md, « Coming back ».

import {delay, isRefusal} from "./roadwave.js";
import {Outcome, isDenial, outcomeOf} from "./whip.js";

/** ICE and DTLS over a bad network take about this long, in milliseconds. */
export const connectionWait = 6000;

/** A short break of the network mends itself more quickly than anything here could. */
const graceBeforeRestart = 1500;

/** Between two tries that nobody answered. */
const pauseBetweenTries = 1500;

/**
 * How long the node of a live may be silent while another one answers, in milliseconds: it is dead then, or as good as dead
 * for this browser. With the seconds in which a browser notices that a connection is broken, creators read so within 20 s.
 */
const deadNodePatience = 10_000;

/** How soon another token is noticed. */
const tokenCheckInterval = 250;

/** After so many answers in a row without a connection, it is the network that lets requests pass, and not the sound. */
const answersInVain = 2;

/** What became of the tries. */
export const Ending = Object.freeze({
    /** There is a connection. */
    connected: "connected",
    /** The creator ended the live meanwhile. */
    stopped: "stopped",
    /** The live cannot be waiting any more, or died with its node. */
    lost: "lost",
    /** The node answers to the last, but no sound reaches it. */
    blocked: "blocked",
    /** The live is over, or not this creator's: `message` says why. */
    over: "over",
    /** Another page or device goes on with the live. */
    takenOver: "takenOver",
});

/**
 * Tries for another connection of a live. Tells `denied` with the node's refusal of the token as its `detail`, and `blocked`
 * once the network seems to let no sound pass.
 */
export class Reconnection extends EventTarget {
    #session;
    #endpoint;
    #findElsewhere;
    /** The time since which the node has not answered. */
    #silentSince = performance.now();
    #deadline;
    #signal;
    #answersInVain;
    /** On the same connection first: that costs one round trip, and no new encoder. */
    #hasRestarted = false;
    /** Whether the node does not take the token: no use before there is another one. */
    isDenied = false;
    /** What the node says of a live that is over. */
    message = "";

    /**
     * @param {WHIPSession} session
     * @param {object} options
     * @param {URL} options.endpoint where another connection of the live is asked for
     * @param {function(): Promise<{document: object | null} | null>} options.findElsewhere asks another node for the
     *     live, as ``Nodes/find`` does
     * @param {number} options.patience how long the live waits for its creator, in milliseconds
     * @param {boolean} options.isFirst whether there has been no connection at all: the answer to the first request, too,
     *     was in vain
     * @param {AbortSignal} options.signal aborted when the live is over
     */
    constructor(session, {endpoint, findElsewhere, patience, isFirst, signal}) {
        super();
        this.#session = session;
        this.#endpoint = endpoint;
        this.#findElsewhere = findElsewhere;
        this.#deadline = performance.now() + patience;
        this.#answersInVain = isFirst ? 1 : 0;
        this.#signal = signal;
    }

    /** @returns {Promise<string>} an ``Ending`` */
    async run() {
        if (await this.#session.isConnected(graceBeforeRestart, this.#signal)) return Ending.connected;
        while (!this.#signal.aborted) {
            if (performance.now() >= this.#deadline) return this.isBlocked ? Ending.blocked : Ending.lost;
            const ending = this.isDenied ? await this.#rest(tokenCheckInterval) : await this.#try();
            if (ending) return ending;
        }
        return Ending.stopped;
    }

    /** Whether the network lets requests pass, and no sound. */
    get isBlocked() { return this.#answersInVain >= answersInVain; }

    /** @returns an ``Ending``; null when another try is due */
    async #try() {
        try {
            if (this.#hasRestarted) await this.#session.resume(this.#endpoint);
            else await this.#session.restart();
        } catch (error) {
            return this.#failed(error);
        }
        this.#hasRestarted = true;
        this.#silentSince = performance.now();
        if (await this.#session.isConnected(connectionWait, this.#signal)) return Ending.connected;
        this.#answersInVain += 1;
        if (this.isBlocked && !this.#signal.aborted) this.dispatchEvent(new Event("blocked"));
        return null;
    }

    async #failed(error) {
        if (this.#session.isTakenOver(error)) return Ending.takenOver;
        if (isDenial(error)) {
            this.isDenied = true;
            this.dispatchEvent(new CustomEvent("denied", {detail: error.message}));
            return null;
        }
        const outcome = this.#hasRestarted ? outcomeOf(error) : Outcome.again;
        // A node that knows nothing of the connection may still know the live.
        if (isRefusal(error)) {
            this.#hasRestarted = true;
            this.#silentSince = performance.now();
        } else {
            // Requests no longer get through, either.
            this.#answersInVain = 0;
            const ending = await this.#judgeSilence();
            if (ending) return ending;
        }
        // The node has given up waiting for sound.
        if (this.isBlocked && [Outcome.lost, Outcome.over].includes(outcome)) return Ending.blocked;
        if (outcome === Outcome.lost) return Ending.lost;
        if (outcome === Outcome.over) {
            this.message = error.message;
            return Ending.over;
        }
        return this.#rest(pauseBetweenTries);
    }

    /** Decides about a silent node: another node may know the live, or at least show that the network works. */
    async #judgeSilence() {
        const elsewhere = await this.#findElsewhere();
        if (this.#signal.aborted || elsewhere === null) return null;
        if (elsewhere.document?.state === "ended") {
            this.message = elsewhere.document.ended_message;
            return Ending.over;
        }
        const isDead = performance.now() - this.#silentSince >= deadNodePatience;
        return isDead || elsewhere.document?.state === "lost" ? Ending.lost : null;
    }

    async #rest(milliseconds) {
        await delay(milliseconds, this.#signal).catch(() => {});
        return null;
    }
}
