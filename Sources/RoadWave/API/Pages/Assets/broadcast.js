// A creator's live, from the first request to the end: what the page shows of it follows from `state`.

import {Problem, delay, isRefusal, requestJSON} from "./roadwave.js";
import {followEvents} from "./events.js";
import {Outcome, WHIPSession, outcomeOf} from "./whip.js";

/** Where a live is. */
export const State = Object.freeze({
    /** No live, or none yet. */
    idle: "idle",
    /** The node is asked for a place. */
    requesting: "requesting",
    /** No place is free: the priority queue's turn is awaited. */
    queued: "queued",
    /** There is a place; the connection comes about. */
    connecting: "connecting",
    /** On the air. */
    live: "live",
    /** The connection has broken; another one is tried for. */
    interrupted: "interrupted",
    /** The live is gone with its node, or was given up. */
    lost: "lost",
    /** The live is over. */
    ended: "ended",
});

/** The sentence of a live that is lost: the specification's, word for word, as the node says it when it can. */
export const lostMessage = "Connexion perdue. Veuillez redémarrer le live";

/** What creators read while another connection is tried for. */
export const interruptedMessage = "Connexion interrompue, reconnexion…";

const endedMessage = "Votre live est terminé.";
const unreachableMessage = "Le serveur ne répond pas. Vérifiez la connexion, puis réessayez.";

/** A short break of the network mends itself more quickly than anything here could. */
const graceBeforeRestart = 1_500;
/** ICE and DTLS over a bad network take about this long. */
const connectionWait = 6_000;
/** Between two tries that nobody answered. */
const pauseBetweenTries = 1_500;
/** How often the figures of the live are asked for. */
const figuresInterval = 2_000;
/** After a refusal that names no time. */
const defaultRetryAfter = 5;

/** A live and its connection. Tells of each change by an event `change`. */
export class Broadcast extends EventTarget {
    state = State.idle;
    /** What there is to say of the state: a refusal, a break, the end. */
    message = "";
    /** The warning that stands; null without one. */
    warning = null;
    /** What is said once, and is no warning. */
    notice = "";
    /** The place in the priority queue. */
    queuePosition = null;
    /** `GET /lives/{id}`, as it was last, and what was counted since. */
    figures = null;
    /** When the live began, in milliseconds since 1970. */
    startedAt = null;

    #token;
    #creatorTimeout;
    #bitrate;
    #session = null;
    /** Aborted when the live is over, for whatever runs beside it. */
    #end = new AbortController();
    #isReconnecting = false;

    /** @param {{token: string, settings: object}} options `settings` as of `/pages/settings.json` */
    constructor({token, settings}) {
        super();
        this.#token = token;
        this.#creatorTimeout = 1000 * settings.creator_timeout_s;
        this.#bitrate = settings.full_bitrate_bps;
    }

    /** The live's identifier; null before there is one. */
    get live() { return this.#session?.live ?? null; }

    /** Opus bits per second that the browser encodes at, at most. */
    get bitrate() { return this.#session?.bitrate ?? this.#bitrate; }

    /** Whether there is a live that somebody may be listening to. */
    get isOnAir() { return [State.connecting, State.live, State.interrupted].includes(this.state); }

    /**
     * Starts a live, as soon as there is a place for it.
     *
     * @param {MediaStreamTrack} track
     * @param {URLSearchParams} description what listeners are told: `title`, `zone_geo`, `tag`, `classification_age`
     * @param {{savesData: boolean}} options
     */
    async start(track, description, {savesData}) {
        const session = this.#prepare(track, savesData);
        this.#change(State.requesting, "");
        while (!this.#end.signal.aborted) {
            try {
                await session.open(new URL(`/whip?${description}`, document.baseURI));
                // Stopped meanwhile: the place is given back.
                if (this.#end.signal.aborted) return void session.end().catch(() => {}).finally(() => session.close());
                return this.#begin();
            } catch (error) {
                if (this.#end.signal.aborted) return;
                if (!(error instanceof Problem) || !error.queue) {
                    return this.#change(State.idle, isRefusal(error) ? error.message : unreachableMessage);
                }
                this.queuePosition = error.queue.position;
                this.#change(State.queued, error.message);
                await delay(1000 * (error.retryAfter ?? defaultRetryAfter), this.#end.signal).catch(() => {});
            }
        }
    }

    /** Goes on with a live that this browser has left. */
    async resume(track, live, {savesData}) {
        const session = this.#prepare(track, savesData);
        this.#change(State.requesting, "");
        try {
            await session.open(this.#resumption(live));
            this.#begin();
        } catch (error) {
            const outcome = outcomeOf(error);
            if (outcome === Outcome.lost) return this.#finish(State.lost, lostMessage);
            this.#change(State.idle, isRefusal(error) ? error.message : unreachableMessage);
        }
    }

    /** Ends the live, or stops waiting for one. */
    async stop() {
        const session = this.#session;
        if (!this.isOnAir) return this.#finish(State.idle, "");
        try {
            await session.end();
            this.#finish(State.ended, endedMessage);
        } catch (error) {
            if (isRefusal(error)) return this.#change(this.state, error.message);
            const seconds = Math.round(this.#creatorTimeout / 1000);
            this.#finish(
                State.ended, `Le serveur ne répond pas : le live s'arrêtera de lui-même dans ${seconds} secondes.`);
        }
    }

    /** Publishes another microphone. */
    async setTrack(track) { await this.#session?.setTrack(track); }

    #prepare(track, savesData) {
        this.#end = new AbortController();
        Object.assign(this, {warning: null, notice: "", queuePosition: null, figures: null, startedAt: null});
        this.#session = new WHIPSession(track, {token: this.#token, bitrate: this.#bitrate, savesData});
        this.#session.onstate = state => this.#connectionChanged(state);
        return this.#session;
    }

    /** There is a live, and soon a connection. */
    #begin() {
        this.startedAt ??= Date.now();
        this.#change(State.connecting, "");
        this.#follow();
        this.#watchFigures();
        // One that never comes about is a break, too.
        this.#connected(connectionWait).then(isConnected => { if (!isConnected) this.#reconnect(); });
    }

    #connectionChanged(state) {
        if (!this.isOnAir) return;
        if (state === "connected") this.#change(State.live, "");
        if (state === "disconnected" || state === "failed") this.#reconnect();
    }

    /** Tries for a connection until there is one, or until the live cannot be waiting any more. */
    async #reconnect() {
        if (this.#isReconnecting || !this.isOnAir) return;
        this.#isReconnecting = true;
        this.#change(State.interrupted, interruptedMessage);
        const deadline = Date.now() + this.#creatorTimeout;
        if (!await this.#connected(graceBeforeRestart)) await this.#tryToConnect(deadline);
        this.#isReconnecting = false;
    }

    async #tryToConnect(deadline) {
        const session = this.#session;
        let hasRestarted = false;
        while (!this.#end.signal.aborted) {
            if (Date.now() >= deadline) return this.#finish(State.lost, lostMessage);
            try {
                // On the same connection first: that costs one round trip, and no new encoder.
                if (hasRestarted) await session.open(this.#resumption(session.live));
                else await session.restart();
                hasRestarted = true;
                if (await this.#connected(connectionWait)) return;
            } catch (error) {
                const outcome = hasRestarted ? outcomeOf(error) : Outcome.again;
                // A node that knows nothing of the connection may still know the live.
                if (isRefusal(error)) hasRestarted = true;
                if (outcome === Outcome.lost) return this.#finish(State.lost, lostMessage);
                if (outcome === Outcome.over) return this.#finish(State.ended, error.message);
                await delay(pauseBetweenTries, this.#end.signal).catch(() => {});
            }
        }
    }

    /** Whether there is a connection within a time. Also false when the live is over. */
    async #connected(milliseconds) {
        const deadline = Date.now() + milliseconds;
        while (!this.#end.signal.aborted && this.#session.state !== "connected") {
            if (Date.now() >= deadline) return false;
            await delay(100, this.#end.signal).catch(() => {});
        }
        if (this.#end.signal.aborted) return false;
        this.#change(State.live, "");
        return true;
    }

    async #follow() {
        const handlers = {
            bitrate_advice: ({bitrate_bps}) => {
                this.#session.setBitrate(bitrate_bps).catch(() => {});
                this.#change(this.state, this.message);
            },
            connection_warning: ({message, quality}) => this.#warn(message, quality === "unstable"),
            protection_warning: ({message}) => this.#warn(message, true),
            broadcast_stopped: ({message}) => this.#warn(message, true),
            counters: counters => this.#show(counters),
            ended: ({reason, message}) => this.#finish(reason === "node_lost" ? State.lost : State.ended, message),
        };
        const url = new URL(`/lives/${this.live}/events`, this.#session.location);
        try {
            await followEvents(url, handlers, {token: this.#token, signal: this.#end.signal});
        } catch (error) {
            if (error.code === "live_lost") this.#finish(State.lost, error.message);
            else if (error.status === 410) this.#finish(State.ended, error.message);
        }
    }

    async #watchFigures() {
        const {signal} = this.#end;
        const url = new URL(`/lives/${this.live}`, this.#session.location);
        while (!signal.aborted) {
            // What no node answers now, it will later; the connection itself tells of breaks.
            const figures = await requestJSON(url, {signal}).catch(() => null);
            if (figures && !signal.aborted) {
                this.startedAt = Date.parse(figures.started_at) || this.startedAt;
                this.#show(figures);
            }
            await delay(figuresInterval, signal).catch(() => {});
        }
    }

    #resumption(live) {
        return new URL(`/whip?live_id=${encodeURIComponent(live)}`, this.#session.location ?? document.baseURI);
    }

    #warn(message, stands) {
        this.warning = stands ? message : null;
        this.notice = stands ? "" : message;
        this.#change(this.state, this.message);
    }

    #show(figures) {
        this.figures = {...this.figures, ...figures};
        this.#change(this.state, this.message);
    }

    #finish(state, message) {
        this.#end.abort();
        this.#session?.close();
        Object.assign(this, {warning: null, notice: "", queuePosition: null});
        this.#change(state, message);
    }

    #change(state, message) {
        // What is over does not begin again by itself, whatever was still under way.
        if (this.#end.signal.aborted && [State.connecting, State.live, State.interrupted].includes(state)) return;
        this.state = state;
        this.message = message;
        this.dispatchEvent(new Event("change"));
    }
}
