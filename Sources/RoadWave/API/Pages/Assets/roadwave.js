// What all the pages need: the document, requests to the node and its refusals, the way things are said.

/** The element with an `id` of the page's own HTML. */
export function byId(id) {
    const element = document.getElementById(id);
    if (!element) throw new Error(`the page has no element #${id}`);
    return element;
}

/** Says a text in an element. Texts are never HTML: a title may hold anything. */
export const setText = (id, text) => say(byId(id), text);

/** The same in an element that has no `id`. */
export function say(element, text) {
    // A live region that is given the same words again would be read out again.
    if (element.textContent !== text) element.textContent = text;
}

/** Shows an element or not. */
export function show(id, isShown) {
    byId(id).hidden = !isShown;
}

/** A new element with attributes and children: elements, or texts. */
export function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
}

/** How long a request may take, in milliseconds: one that hangs is no better than none, the network has gone. */
const requestTimeout = 8000;

/** A refusal of the node: `application/problem+json` (RFC 9457). Its message is French, and for people. */
export class Problem extends Error {
    constructor(status, body, retryAfter) {
        super(typeof body.detail === "string" ? body.detail : "Le serveur ne répond pas comme prévu.");
        this.name = "Problem";
        this.status = status;
        this.code = typeof body.code === "string" ? body.code : "unknown";
        /** The place in the priority queue, if there is one: `{position, ticket}`. */
        this.queue = body.queue ?? null;
        /** The creator's lives that run already, where that is why. */
        this.liveIDs = Array.isArray(body.live_ids) ? body.live_ids.filter(id => typeof id === "string") : [];
        /** Seconds after which to ask again; null when the node does not say. */
        this.retryAfter = retryAfter;
    }

    /** Whether the same request may be granted later: the node is overloaded, or is not the right one at the moment. */
    get isPassing() { return this.status >= 500 || [408, 421, 425, 429].includes(this.status); }
    /** Whether there is no such thing, or no more. */
    get isGone() { return this.status === 404 || this.status === 410; }
}

/**
 * A request to a node; a live that is another node's is asked for there.
 *
 * @param {string | URL} url
 * @param {RequestInit & {token?: string | null, timeout?: number}} options as of `fetch`, with the token of who asks, and
 *     the milliseconds that it may take with its answer's body; `Infinity` where the caller's `signal` bounds it
 * @returns {Promise<Response>} an answer of 2xx
 * @throws {Problem} when the node refuses; `TypeError` when no node answers; `TimeoutError` when it takes too long
 */
export async function request(
    url, {token = null, headers = {}, timeout = requestTimeout, signal, mayMove = true, ...options} = {},
) {
    const signals = [signal, Number.isFinite(timeout) ? AbortSignal.timeout(timeout) : null].filter(Boolean);
    const response = await fetch(url, {
        ...options, cache: "no-store", signal: AbortSignal.any(signals),
        headers: token ? {...headers, Authorization: `Bearer ${token}`} : headers,
    });
    if (response.ok) return response;
    const body = await response.json().catch(() => null) ?? {};
    // A redirection would take the token off. The page's policy lets this one lead to no other place than a node.
    if (response.status === 421 && mayMove && typeof body.url === "string") {
        return request(body.url, {token, headers, timeout, signal, mayMove: false, ...options});
    }
    const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
    throw new Problem(response.status, body, Number.isNaN(seconds) ? null : seconds);
}

/** The JSON object of an answer. */
export async function requestJSON(url, options) {
    return (await request(url, options)).json();
}

/** Whether an error is an answer of the node, and not the absence of one. */
export const isRefusal = error => error instanceof Problem;

/** Waits; rejects at once when `signal` is aborted. */
export function delay(milliseconds, signal) {
    return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => { clearTimeout(timer); reject(signal.reason); };
        const timer = setTimeout(() => { signal?.removeEventListener("abort", stop); resolve(); }, milliseconds);
        signal?.addEventListener("abort", stop, {once: true});
    });
}

/** `#NAME=…` of the page's address, which is taken out of it: neither the history nor a shared link keeps a secret. */
export function takeFragment(name) {
    const fields = new URLSearchParams(location.hash.slice(1));
    const value = fields.get(name);
    if (value === null) return null;
    fields.delete(name);
    const rest = fields.toString();
    history.replaceState(history.state, "", location.pathname + location.search + (rest ? `#${rest}` : ""));
    return value;
}

/** `65` seconds as `1:05`, an hour and more as `1:02:05`. */
export function clockTime(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const shown = parts[0] > 0 ? parts : parts.slice(1);
    return shown.map((part, index) => index === 0 ? `${part}` : `${part}`.padStart(2, "0")).join(":");
}

/** `48000` as `48 kbit/s`, which no line break parts. */
export const kilobits = bitsPerSecond => `${Math.round(bitsPerSecond / 1000)}\u00a0kbit/s`;

/** A count with its noun: `2 auditeurs`. French has no plural before two. */
export const counted = (count, singular, plural) =>
    `${count.toLocaleString("fr-FR")} ${Math.abs(count) < 2 ? singular : plural}`;
