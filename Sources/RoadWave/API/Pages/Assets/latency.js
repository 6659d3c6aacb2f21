// How old what is heard is: from the creator's words to the listener's ear.
//
// A playlist dates each segment (EXT-X-PROGRAM-DATE-TIME). Safari says the date of its player's time zero. Chromium does
// not, but the Resource Timing of its player says which segment it loaded last, and that one ends where the buffer ends.
// See docs/decisions/pages.md, « Latency shown ».

import {News, Timeline, segmentsOf} from "./timeline.js";

/** Dates that are this old may have become others: a stall that no one saw, segments that were skipped. */
const lifetime = 6000;

/** Dates that could not be found again for this long are none any more. */
const longestLifetime = 20_000;

/** How long a playlist may take to come. */
const playlistTimeout = 5000;

/** How long after a segment has come the buffer has it. */
const settling = 300;

/** Delays beyond this are no delays: clocks are wrong. */
const longest = 600_000;

/**
 * How old a sound is.
 *
 * @param {number | null} date when it was said, in milliseconds since 1970
 * @param {number} now in the same
 * @returns {number | null} seconds; null where that cannot be
 */
export function age(date, now) {
    if (date === null || !(Math.abs(now - date) < longest)) return null;
    return Math.max(0, now - date) / 1000;
}

/**
 * When what a player plays was said, by the date of its time zero (`HTMLMediaElement.getStartDate`, HTML standard).
 *
 * @param {Date | undefined} startDate an invalid one where the player knows none
 * @param {number} currentTime of the player, in seconds
 * @returns {number | null} milliseconds since 1970
 */
export function dateByStart(startDate, currentTime) {
    const start = startDate?.getTime() ?? NaN;
    return Number.isFinite(start) ? start + 1000 * currentTime : null;
}

/** Measures the latency of an `<audio>` element that plays a live. */
export class Latency {
    #audio;
    #clock;
    /** When what is measured began, by `performance.now()`. */
    #since = 0;
    /** The last segment that the player loaded: `{url, at}`. */
    #segment = null;
    /** The last media playlist that it loaded. */
    #playlist = null;
    /** The dates of what the player has, and when they were found: `{timeline, at}`. */
    #found = null;
    #isLooking = false;

    /** @param {NodeClock} clock of the node that dates the segments */
    constructor(audio, clock) {
        this.#audio = audio;
        this.#clock = clock;
        if (typeof PerformanceObserver === "undefined") return;
        const observer = new PerformanceObserver(list => list.getEntries().forEach(entry => this.#see(entry)));
        observer.observe({type: "resource", buffered: true});
    }

    /** Forgets what was measured: the player begins anew. */
    reset() {
        this.#since = performance.now();
        this.#segment = null;
        this.#playlist = null;
        this.#found = null;
    }

    /** Seconds; null when it is not known. */
    seconds() {
        const {currentTime, paused} = this.#audio;
        if (paused || currentTime === 0) return null;
        const date = dateByStart(this.#audio.getStartDate?.(), currentTime) ?? this.#foundDate(1000 * currentTime);
        return age(date, this.#clock.now());
    }

    /** The part of the playlist that the player has not loaded: a ``News``; null if it is unknown. */
    async findNews() {
        const [segment, playlist] = [this.#segment, this.#playlist];
        if (!segment || !playlist) return null;
        const text = await readPlaylist(playlist);
        const last = segmentsOf(text, playlist).at(-1);
        if (!last) return null;
        if (last.url !== segment.url) return News.more;
        return text.includes("#EXT-X-ENDLIST") ? News.over : News.none;
    }

    #see(entry) {
        // What the page itself fetches is not what the player plays.
        if (entry.initiatorType !== "audio") return;
        // Nor is what it asked for before it began anew, which is in no buffer of now.
        if (entry.startTime < this.#since) return;
        const path = entry.name.split(/[?#]/)[0];
        if (path.endsWith(".ts")) this.#segment = {url: path, at: entry.responseEnd};
        else if (path.endsWith(".m3u8") && !path.endsWith("/master.m3u8")) this.#playlist = entry.name;
    }

    #foundDate(time) {
        const old = this.#found ? performance.now() - this.#found.at : Infinity;
        if (old >= lifetime && !this.#isLooking) this.#look();
        return old < longestLifetime ? this.#found.timeline.dateAt(time) : null;
    }

    /** Finds the dates of what the player has by the end of its buffer. */
    async #look() {
        const [segment, playlist, buffered] = [this.#segment, this.#playlist, this.#audio.buffered];
        if (!segment || !playlist || buffered.length === 0) return;
        if (performance.now() - segment.at < settling) return;
        const end = 1000 * buffered.end(buffered.length - 1);
        this.#isLooking = true;
        // Without a playlist the next second tries again.
        const segments = segmentsOf(await readPlaylist(playlist), playlist);
        this.#isLooking = false;
        // A new segment came meanwhile: the end that was read may be either's.
        if (segment !== this.#segment || !segments.some(({url}) => url === segment.url)) return;
        this.#found = {timeline: new Timeline(segments, segment.url, end), at: performance.now()};
    }
}

/** The text of a playlist; empty if it cannot be read. */
async function readPlaylist(url) {
    try {
        const response = await fetch(url, {signal: AbortSignal.timeout(playlistTimeout)});
        return response.ok ? await response.text() : "";
    } catch {
        return "";
    }
}
