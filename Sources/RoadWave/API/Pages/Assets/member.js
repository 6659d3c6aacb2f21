// A listener as the node counts it: joins, says that it still listens, leaves.

import {delay, isRefusal, request, requestJSON} from "./roadwave.js";

/** How long to wait before a node that did not answer is asked to join again, unless it says another time. */
const retryAfter = 5000;

/**
 * A place among the counted listeners of a live. Tells `change` when it is counted or not any more, `over` when the node
 * says that the live is.
 */
export class Member extends EventTarget {
    #url;
    #token;
    #position = null;
    /** Ends whatever waits; null while nobody listens. */
    #abort = null;
    #listener = null;
    /** Why the listener is not counted, in French; empty when it is, or when nobody listens. */
    problem = "";

    /**
     * @param {string} live its identifier
     * @param {string | null} token of who listens; without one nobody is counted
     */
    constructor(live, token) {
        super();
        this.#url = `/lives/${encodeURIComponent(live)}/listeners`;
        this.#token = token;
    }

    /** Whether the node counts this listener. */
    get isCounted() { return this.#listener !== null; }

    /** Who listens from now on, where the token of before has expired. */
    set token(token) { this.#token = token; }

    /**
     * Begins to be counted, and goes on until `leave`.
     *
     * @param {{lat: number, lon: number} | null} position where the listener is, if it is to be known
     */
    join(position = null) {
        if (this.#abort) return;
        this.#position = position;
        this.#abort = new AbortController();
        this.#stay(this.#abort.signal).catch(() => {});
    }

    /** Is not counted any more. The request outlives the page that is being closed. */
    leave() {
        this.#abort?.abort();
        this.#abort = null;
        const listener = this.#listener;
        this.#set(null, "");
        if (listener) this.#forget(listener, this.#token);
    }

    /** @param token of who joined, whoever listens now */
    #forget(listener, token) {
        request(`${this.#url}/${listener}`, {method: "DELETE", token, keepalive: true}).catch(() => {});
    }

    async #stay(signal) {
        while (!signal.aborted) {
            const joined = await this.#ask(signal);
            if (!joined || signal.aborted) continue;
            this.#set(joined.listener_id, "");
            await this.#beat(1000 * joined.heartbeat_s, signal);
        }
    }

    /** Joins once. @returns the answer; null when it is to be tried again. Ends with `leave` when there is no use. */
    async #ask(signal) {
        const token = this.#token;
        try {
            // Not cut short by `leave`: the node may have counted already, and has to be told.
            const joined = await requestJSON(this.#url, {
                method: "POST", token, headers: {"Content-Type": "application/json"},
                body: JSON.stringify(this.#position ? {position: this.#position} : {}),
            });
            if (signal.aborted) this.#forget(joined.listener_id, token);
            return joined;
        } catch (error) {
            if (signal.aborted) throw error;
            this.#set(null, isRefusal(error) ? error.message : "Le serveur ne répond pas.");
            if (isRefusal(error) && !error.isPassing) {
                this.#abort = null;
                if (error.isGone) this.dispatchEvent(new Event("over"));
                throw error;
            }
            await delay(error.retryAfter ? 1000 * error.retryAfter : retryAfter, signal);
            return null;
        }
    }

    /** Says again and again that the listener still listens, until the node does not know it any more. */
    async #beat(period, signal) {
        while (true) {
            await delay(period, signal);
            try {
                await request(`${this.#url}/${this.#listener}/heartbeat`, {method: "POST", token: this.#token, signal});
            } catch (error) {
                if (signal.aborted) throw error;
                // Forgotten, expired in a computer that slept, over, or with a token that is good no more, which joining
                // anew finds out and says.
                if (isRefusal(error) && !error.isPassing) return;
                // Anything else may pass before the place expires.
            }
        }
    }

    #set(listener, problem) {
        const isSame = (listener !== null) === this.isCounted && problem === this.problem;
        this.#listener = listener;
        this.problem = problem;
        if (!isSame) this.dispatchEvent(new Event("change"));
    }
}
