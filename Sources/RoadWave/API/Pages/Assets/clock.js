// What time it is at the node, which dates the sound: the clock of a phone may be minutes off.

/** The clock of the node, by the `Date` of its answers: each says the second, and together they say more. */
export class NodeClock {
    #earliest = -Infinity;
    #latest = Infinity;

    /** Takes an answer that was asked for at `asked`, by `Date.now()`, and has just come. */
    see(response, asked) {
        const date = Date.parse(response.headers.get("Date") ?? "");
        if (!Number.isFinite(date)) return;
        // The answer was dated between the two, within the second that it says.
        const [low, high] = [date - Date.now(), date + 1000 - asked];
        if (low > this.#latest || high < this.#earliest) [this.#earliest, this.#latest] = [low, high];
        this.#earliest = Math.max(this.#earliest, low);
        this.#latest = Math.min(this.#latest, high);
    }

    /** Milliseconds since 1970. */
    now() {
        return Date.now() + (Number.isFinite(this.#earliest) ? (this.#earliest + this.#latest) / 2 : 0);
    }
}
