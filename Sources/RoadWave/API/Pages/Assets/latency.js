// How old what is heard is: from the creator's words to the listener's ear.
//
// A playlist dates each segment (EXT-X-PROGRAM-DATE-TIME). Safari says the date of its player's time zero. Chromium does
// not, but the Resource Timing of its player says which segment it loaded last, and that one ends where the buffer ends.

/** A date that is this old may be another one by now: a stall that no one saw, a live that broke off and came back. */
const lifetime = 6000;

/** A date that could not be found again for this long is none any more. */
const longestLifetime = 20_000;

/** How long a playlist may take to come. */
const playlistTimeout = 5000;

/** How long after a segment has come the buffer has it. */
const settling = 300;

/** Delays beyond this are no delays: clocks are wrong. */
const longest = 600_000;

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
    /** The date of the player's time zero, in milliseconds, and when it was found. */
    #origin = null;
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
        this.#origin = null;
    }

    /** Seconds; null when it is not known. */
    seconds() {
        const origin = this.#startDate() ?? this.#foundOrigin();
        if (origin === null || this.#audio.paused || this.#audio.currentTime === 0) return null;
        const latency = this.#clock.now() - (origin + 1000 * this.#audio.currentTime);
        return Math.abs(latency) < longest ? Math.max(0, latency) / 1000 : null;
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

    /** Safari: HTMLMediaElement.getStartDate. */
    #startDate() {
        const date = this.#audio.getStartDate?.().getTime();
        return Number.isFinite(date) ? date : null;
    }

    #foundOrigin() {
        const age = this.#origin ? performance.now() - this.#origin.at : Infinity;
        if (age >= lifetime && !this.#isLooking) this.#look();
        return age < longestLifetime ? this.#origin.date : null;
    }

    /** Finds the date of the player's time zero by the end of its buffer. */
    async #look() {
        const [segment, playlist, buffered] = [this.#segment, this.#playlist, this.#audio.buffered];
        if (!segment || !playlist || buffered.length === 0) return;
        if (performance.now() - segment.at < settling) return;
        const end = buffered.end(buffered.length - 1);
        this.#isLooking = true;
        try {
            const response = await fetch(playlist, {signal: AbortSignal.timeout(playlistTimeout)});
            const date = response.ok ? endDate(segment.url, await response.text(), playlist) : null;
            // A new segment came meanwhile: the end that was read may be either's.
            if (date !== null && segment === this.#segment) {
                this.#origin = {date: date - 1000 * end, at: performance.now()};
            }
        } catch {
            // The next second tries again.
        } finally {
            this.#isLooking = false;
        }
    }
}

/** When what a segment ends with was said, in milliseconds; null when the playlist does not say. */
export function endDate(url, playlist, base) {
    let date = null;
    let duration = 0;
    for (const line of playlist.split("\n").map(line => line.trim())) {
        if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) date = Date.parse(line.slice(line.indexOf(":") + 1));
        else if (line.startsWith("#EXTINF:")) duration = 1000 * Number.parseFloat(line.slice(8));
        else if (line !== "" && !line.startsWith("#")) {
            if (date !== null) date += duration;
            if (new URL(line, base).href === url) return Number.isFinite(date) ? date : null;
        }
    }
    return null;
}

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
