// Whether a listener has fallen behind the present. A player that had to wait goes on where it was, and stays late for
// as long as it plays: after a break of half a minute, by half a minute.
// See docs/decisions/pages.md, « Falling behind ».

/** How much later than it might be a sound may stay, in seconds: a segment, and what clocks and caches are unsure of. */
const tolerance = 2.5;

/** A return that wins less than this has won nothing. */
const leastGain = 1;

/** The pause between two returns, in milliseconds, doubled each time that nothing was won: each costs a moment's silence. */
const firstPause = 5000;

/** After so many returns in vain, the network itself is later than before. */
const mostReturns = 3;

/** Watches the latency of one listener, and says when the player had better begin anew, at the present. */
export class LiveEdge {
    /** The lowest latency so far, in seconds: what this network and this player are able to. */
    #best = Infinity;
    /** The latency from which the player has just returned; null once it is known what that won. */
    #left = null;
    #returnsInVain = 0;
    /** Before this, nothing is to be won by another return. */
    #rest = -Infinity;

    /**
     * @param {number | null} latency of what is heard, in seconds; null when it is not known
     * @param {number} now milliseconds of a clock that never goes back
     * @returns {boolean} whether the player is to begin anew, at the present
     */
    isBehind(latency, now) {
        if (latency === null) return false;
        if (this.#left !== null) this.#judge(latency);
        this.#best = Math.min(this.#best, latency);
        if (latency <= this.#best + tolerance) {
            this.#returnsInVain = 0;
            return false;
        }
        if (now < this.#rest) return false;
        this.#left = latency;
        this.#rest = now + firstPause * 2 ** this.#returnsInVain;
        return true;
    }

    /** The first latency after a return. */
    #judge(latency) {
        this.#returnsInVain = latency > this.#left - leastGain ? this.#returnsInVain + 1 : 0;
        this.#left = null;
        if (this.#returnsInVain === mostReturns) this.#best = latency;
    }
}
