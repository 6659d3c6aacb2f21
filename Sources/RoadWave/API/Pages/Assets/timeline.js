// When what a player plays was said: the dates of a playlist, in the time of the player.

/** The part of a playlist that a player has not loaded yet. */
export const News = Object.freeze({
    /** Segments. */
    more: "more",
    /** Nothing, for now. */
    none: "none",
    /** Nothing, and nothing will follow. */
    over: "over",
});

/**
 * The segments of a media playlist.
 *
 * @param {string} playlist its text
 * @param {string} base its address
 * @returns {{url: string, date: number | null, duration: number}[]} `date` of the first sample (EXT-X-PROGRAM-DATE-TIME,
 *     RFC 8216 §4.3.2.6) in milliseconds since 1970, null where nothing says it; `duration` in milliseconds
 */
export function segmentsOf(playlist, base) {
    const segments = [];
    let [date, duration] = [null, 0];
    for (const line of playlist.split("\n").map(line => line.trim())) {
        if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) date = dateOf(line.slice(line.indexOf(":") + 1));
        else if (line.startsWith("#EXTINF:")) duration = 1000 * Number.parseFloat(line.slice(8)) || 0;
        // What follows a break is later by nobody knows how much.
        else if (line === "#EXT-X-DISCONTINUITY") date = null;
        else if (line !== "" && !line.startsWith("#")) {
            segments.push({url: new URL(line, base).href, date, duration});
            // Dated by the one before, unless it says a date of its own.
            if (date !== null) date += duration;
        }
    }
    return segments;
}

function dateOf(text) {
    const date = Date.parse(text);
    return Number.isFinite(date) ? date : null;
}

/**
 * The dates of what a player has loaded. A break of the live may lie in it: what was said before the break and what was
 * said after it are next to each other in the player, and minutes apart.
 */
export class Timeline {
    /** `{start, end, date}` of each segment: milliseconds of the player, and the date of the first sample. */
    #spans = [];

    /**
     * @param {{url: string, date: number | null, duration: number}[]} segments as of ``segmentsOf``
     * @param {string} url of the last segment that the player has loaded
     * @param {number} end where that one ends, in milliseconds of the player
     */
    constructor(segments, url, end) {
        const last = segments.findLastIndex(segment => segment.url === url);
        for (const {date, duration} of segments.slice(0, last + 1).reverse()) {
            this.#spans.unshift({start: end - duration, end, date});
            end -= duration;
        }
    }

    /** When what the player has at `time`, in milliseconds of its own, was said; null when nothing says it. */
    dateAt(time) {
        const span = this.#spans.find(({end}) => time < end) ?? this.#spans.at(-1);
        return span && span.date !== null ? span.date + time - span.start : null;
    }
}
