// What happens to a live, as the node tells it: server-sent events (HTML standard, §9.2).
//
// `EventSource` cannot send a token, by which the node knows the creator, for whom it keeps a place among the streams.

import {delay, isRefusal, request} from "./roadwave.js";

/** The longest that a line of an event may be: the node's are shorter than a kilobyte. */
const longestLine = 64 * 1024;

/** How long to wait before the stream is asked for again; the node may say another in `retry:`. */
const firstRetry = 2000;

/** The period of the node's signs of life, in milliseconds, where it was not told to have another. */
const usualKeepAlive = 15_000;

/** How long an answer may take to begin. */
const openTimeout = 8000;

/**
 * Follows the events of a live until it is over, or until `signal` is aborted; asks again whenever the stream breaks.
 *
 * @param {string | URL} url `/lives/{id}/events`
 * @param {Object<string, function(object): void>} handlers by the name of the event
 * @param {{token?: string | null, signal?: AbortSignal, keepAlive?: number, onBreak?: function(): void}} options
 *     `keepAlive` is the period of the node's signs of life, in milliseconds; `onBreak` is called each time that the stream
 *     breaks, or is not to be had
 * @throws {Problem} when there is nothing to follow: the live does not exist (404), or is over (410)
 */
export async function followEvents(
    url, handlers, {token = null, signal, keepAlive = usualKeepAlive, onBreak} = {},
) {
    let retry = firstRetry;
    while (!signal?.aborted) {
        let pause = null;
        try {
            for await (const event of stream(url, {token, signal, keepAlive})) {
                if (event.retry !== undefined) retry = event.retry;
                else handlers[event.name]?.(event.data);
                if (event.name === "ended") return;
            }
        } catch (error) {
            if (signal?.aborted) return;
            if (isRefusal(error) && !error.isPassing) throw error;
            // Said for this once: the stream that breaks later is asked for again at the usual pace.
            if (isRefusal(error) && error.retryAfter !== null) pause = 1000 * error.retryAfter;
        }
        onBreak?.();
        await delay(pause ?? retry, signal).catch(() => {});
    }
}

/** The events of one stream, to its end. No sign of life for two periods: it is dead, though nobody said so. */
async function* stream(url, {token, signal, keepAlive}) {
    const end = new AbortController();
    let watchdog;
    const wait = milliseconds => {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => end.abort(new Error("the stream is dead")), milliseconds);
    };
    wait(openTimeout);
    const stop = signal ? AbortSignal.any([signal, end.signal]) : end.signal;
    try {
        const response = await request(
            url, {token, signal: stop, timeout: Infinity, headers: {Accept: "text/event-stream"}});
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        const parser = new EventParser();
        while (true) {
            wait(2 * keepAlive);
            const {done, value} = await reader.read();
            if (done) return;
            yield* parser.take(value);
        }
    } finally {
        clearTimeout(watchdog);
        // Whoever stops listening, for an event that makes no sense too, frees the node's place and its connection.
        end.abort();
    }
}

/** Reads events out of a text that comes in pieces. */
export class EventParser {
    #rest = "";
    #name = "message";
    #data = [];

    /** @returns the events that the piece completes: `{name, data}` with the JSON of the data, or `{retry}`. */
    * take(piece) {
        const lines = (this.#rest + piece).split("\n");
        this.#rest = lines.pop();
        if (this.#rest.length > longestLine) throw new Error("an event is too long");
        for (const line of lines) {
            const event = this.#line(line.endsWith("\r") ? line.slice(0, -1) : line);
            if (event) yield event;
        }
    }

    #line(line) {
        if (line === "") return this.#dispatch();
        const colon = line.indexOf(":");
        // A comment: a sign of life.
        if (colon === 0) return null;
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "event") this.#name = value;
        if (field === "data") this.#data.push(value);
        if (field === "retry" && /^[0-9]+$/.test(value)) return {retry: Number(value)};
        return null;
    }

    #dispatch() {
        const [name, text] = [this.#name, this.#data.join("\n")];
        this.#name = "message";
        this.#data = [];
        if (text === "") return null;
        try {
            return {name, data: JSON.parse(text)};
        } catch {
            // Not of this node's making: the next one may be.
            return null;
        }
    }
}
