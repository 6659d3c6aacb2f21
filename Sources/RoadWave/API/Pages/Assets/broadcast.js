// A creator's live, from the first request to the end: what the page shows of it follows from `state`.
// See docs/decisions/pages.md, « No UDP ».

import {followEvents} from "./events.js";
import {Nodes} from "./nodes.js";
import {Ending, Reconnection, connectionWait} from "./reconnection.js";
import {delay, isRefusal, requestJSON} from "./roadwave.js";
import {holdLive, isHeldElsewhere} from "./tabs.js";
import {Outcome, WHIPSession, endLive, isDenial, outcomeOf} from "./whip.js";

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

/** What they read when the node answers, and no sound reaches it. */
const blockedMessage = "Ce réseau laisse passer les pages web, mais bloque le son (UDP). Essayez un autre réseau, par "
    + "exemple la 4G de votre téléphone.";
const blockedEndMessage = "Le live est arrêté\u00a0: ce réseau bloque le son (UDP). Changez de réseau, puis démarrez un "
    + "nouveau live.";

const endedMessage = "Votre live est terminé.";
const unreachableMessage = "Le serveur ne répond pas. Vérifiez la connexion, puis réessayez.";
const heldMessage = "Ce live est ouvert dans un autre onglet ou une autre fenêtre de ce navigateur.";
const takenOverMessage = "Ce live continue dans une autre page ou sur un autre appareil\u00a0: celle-ci n'émet plus.";

/** How often the figures of the live are asked for. */
const figuresInterval = 2_000;
/** After a refusal that names no time. */
const defaultRetryAfter = 5;

/**
 * A live and its connection. Tells of each change by an event `change`, and of what is said once, and is no warning, by an
 * event `notice` with the text as its `detail`.
 */
export class Broadcast extends EventTarget {
    state = State.idle;
    /** What there is to say of the state: a refusal, a break, the end. */
    message = "";
    /** The warning that stands; null without one. */
    warning = null;
    /** The announcement of the node's stop, for an update; null without one. */
    announcement = null;
    /** Why the node does not take the token, in French; null as long as it does, and once there is another one. */
    denial = null;
    /** Whether the creator has left a live that the node could not be told to end, and that ends by itself. */
    isLeft = false;
    /** A live of this creator that runs already, which is why there is none here; null otherwise. */
    runningLive = null;
    /** The place in the priority queue. */
    queuePosition = null;
    /** `GET /lives/{id}`, as it was last, and what was counted since. */
    figures = null;
    /** When the live began, in milliseconds since 1970. */
    startedAt = null;

    /** The origin of the node that has the live; the page's own before, and if the page's name leads to any node. */
    origin = location.origin;

    #token;
    #nodes;
    #creatorTimeout;
    #eventKeepAlive;
    #bitrate;
    #session = null;
    /** Gives the live up to other tabs; null while this one does not have it. */
    #release = null;
    /** Aborted when the live is over, for whatever runs beside it. */
    #end = new AbortController();
    /** The tries for another connection; null while there is one. */
    #reconnection = null;

    /** @param {{token: string, settings: object}} options `settings` as of `/pages/settings.json` */
    constructor({token, settings}) {
        super();
        this.#token = token;
        this.#nodes = new Nodes(settings);
        this.#creatorTimeout = 1000 * settings.creator_timeout_s;
        this.#eventKeepAlive = 1000 * settings.event_keep_alive_s;
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
        if (this.state !== State.idle) return;
        const session = this.#prepare(track, savesData);
        this.#change(State.requesting, "");
        while (!this.#end.signal.aborted) {
            try {
                await this.#open(session, description);
                // Stopped meanwhile: the place is given back.
                if (this.#end.signal.aborted) return void session.end().catch(() => {}).finally(() => session.close());
                this.#release = await holdLive(session.live);
                return this.#begin();
            } catch (error) {
                if (this.#end.signal.aborted) return;
                if (!error.queue) return this.#refused(error);
                this.queuePosition = error.queue.position;
                this.#change(State.queued, error.message);
                await delay(1000 * (error.retryAfter ?? defaultRetryAfter), this.#end.signal).catch(() => {});
            }
        }
    }

    /** Starts a live on the page's own node, or on another one if that does not answer or is about to stop. */
    async #open(session, description) {
        for (const [index, origin] of this.#nodes.origins.entries()) {
            try {
                await session.start(new URL(`/whip?${description}`, origin));
                this.origin = origin;
                return;
            } catch (error) {
                const isLast = index === this.#nodes.origins.length - 1;
                const isFinal = isRefusal(error) && error.code !== "stopping";
                if (isFinal || isLast || this.#end.signal.aborted) throw error;
            }
        }
    }

    /** Goes on with a live that this browser has left. */
    async resume(track, live, {savesData}) {
        if (this.state !== State.idle) return;
        const session = this.#prepare(track, savesData);
        this.#change(State.requesting, "");
        this.#release = await holdLive(live);
        if (!this.#release) return this.#change(State.idle, heldMessage);
        try {
            await session.resume(this.#resumption(live));
            this.#begin();
        } catch (error) {
            const outcome = outcomeOf(error);
            if (outcome === Outcome.lost) return this.#finish(State.lost, lostMessage);
            if (outcome === Outcome.over) return this.#finish(State.ended, error.message);
            this.#release();
            this.#refused(error);
        }
    }

    /**
     * Ends a live that this browser has left, so that there can be another one.
     * @returns {Promise<boolean>} whether it is done with; else `message` says why not
     */
    async abandon(live) {
        // Another tab speaks in it.
        if (await isHeldElsewhere(live)) return true;
        try {
            await endLive(new URL(`/whip/${encodeURIComponent(live)}`, document.baseURI), this.#token);
        } catch (error) {
            if ([Outcome.again, Outcome.denied].includes(outcomeOf(error))) {
                this.#refused(error);
                return false;
            }
        }
        return true;
    }

    /**
     * Ends the live, or stops waiting for one. Whatever the node answers: who wants to stop is not heard any more.
     */
    async stop() {
        if (!this.isOnAir) return this.#finish(State.idle, "");
        try {
            await this.#session.end();
            this.#finish(State.ended, endedMessage);
        } catch (error) {
            if (isDenial(error)) this.denial = error.message;
            this.isLeft = true;
            const seconds = Math.round(this.#creatorTimeout / 1000);
            const reason = isRefusal(error) ? error.message : "Le serveur ne répond pas.";
            this.#finish(State.ended, `${reason} Vous n'êtes plus à l'antenne\u202f; le live s'arrêtera de lui-même dans `
                + `${seconds} secondes.`);
        }
    }

    /** Goes on with another token: an interrupted live is tried for again, one that was left is ended. */
    async renew(token) {
        this.#token = token;
        this.denial = null;
        if (this.#session) this.#session.token = token;
        if (this.#reconnection) this.#reconnection.isDenied = false;
        if (!this.isLeft) return this.#change(this.state, this.state === State.idle ? "" : this.message);
        try {
            await this.#session.end();
            this.isLeft = false;
            this.#change(State.ended, endedMessage);
        } catch (error) {
            if (isDenial(error)) this.denial = error.message;
            this.#change(State.ended, this.message);
        }
    }

    /** Publishes another microphone. */
    async setTrack(track) { await this.#session?.setTrack(track); }

    #prepare(track, savesData) {
        this.#end = new AbortController();
        Object.assign(this, {
            warning: null, announcement: null, runningLive: null, queuePosition: null, figures: null, startedAt: null,
        });
        this.#session = new WHIPSession(track, {token: this.#token, bitrate: this.#bitrate, savesData});
        this.#session.onstate = state => this.#connectionChanged(state);
        return this.#session;
    }

    /** There is no live, and why. */
    #refused(error) {
        if (isDenial(error)) this.denial = error.message;
        this.runningLive = error.liveIDs?.[0] ?? null;
        this.#change(State.idle, isRefusal(error) ? error.message : unreachableMessage);
    }

    /** There is a live, and soon a connection. */
    #begin() {
        this.startedAt ??= Date.now();
        this.#change(State.connecting, "");
        this.#follow();
        this.#watchFigures();
        this.#awaitConnection();
    }

    /** The first connection may be there before the page hears of it; one that never comes about is a break, too. */
    async #awaitConnection() {
        const isConnected = await this.#session.isConnected(connectionWait, this.#end.signal);
        if (this.state !== State.connecting) return;
        if (isConnected) this.#change(State.live, "");
        else this.#reconnect();
    }

    #connectionChanged(state) {
        if (!this.isOnAir) return;
        if (state === "connected") this.#change(State.live, "");
        if (state === "disconnected" || state === "failed") this.#reconnect();
    }

    /** Tries for a connection until there is one, or until the live cannot be waiting any more. */
    async #reconnect() {
        if (this.#reconnection || !this.isOnAir) return;
        const isFirst = this.state === State.connecting;
        this.#change(State.interrupted, interruptedMessage);
        const reconnection = new Reconnection(this.#session, {
            endpoint: this.#resumption(this.live),
            findElsewhere: () => this.#nodes.find(this.live, this.#session.location),
            patience: this.#creatorTimeout, isFirst, signal: this.#end.signal,
        });
        reconnection.addEventListener("blocked", () => this.#change(State.interrupted, blockedMessage));
        reconnection.addEventListener("denied", ({detail}) => {
            this.denial = detail;
            this.#change(State.interrupted, interruptedMessage);
        });
        this.#reconnection = reconnection;
        await this.#reconnected(await reconnection.run(), reconnection.message);
        this.#reconnection = null;
    }

    async #reconnected(ending, message) {
        switch (ending) {
        case Ending.connected: return this.#change(State.live, "");
        case Ending.lost: return this.#finish(State.lost, lostMessage);
        case Ending.over: return this.#finish(State.ended, message);
        case Ending.takenOver: return this.#finish(State.ended, takenOverMessage);
        case Ending.blocked:
            // The node may still be waiting. Its own word of the end says less than this page can.
            this.#end.abort();
            await this.#session.end().catch(() => {});
            return this.#finish(State.lost, blockedEndMessage);
        }
    }

    async #follow() {
        const handlers = {
            bitrate_advice: ({bitrate_bps}) => {
                this.#session.setBitrate(bitrate_bps).catch(() => {});
                this.#change(this.state, this.message);
            },
            connection_warning: ({message, quality}) => this.#warn(message, quality === "unstable"),
            broadcast_stopped: ({message}) => this.#warn(message, true),
            stop_announced: ({message, ends_at}) => this.#announce(message, new Date(ends_at)),
            counters: counters => this.#show(counters),
            ended: ({reason, message}) => this.#ended(reason, message),
        };
        const url = new URL(`/lives/${this.live}/events`, this.#session.location);
        try {
            await followEvents(
                url, handlers, {token: this.#token, keepAlive: this.#eventKeepAlive, signal: this.#end.signal});
        } catch (error) {
            if (error.code === "live_lost") this.#finish(State.lost, error.message);
            else if (error.status === 410) this.#finish(State.ended, error.message);
        }
    }

    /** The node has ended the live. It only knows that no sound came; this page may know why. */
    #ended(reason, message) {
        const isBlocked = reason === "creator_timeout" && this.#reconnection?.isBlocked;
        if (isBlocked) return this.#finish(State.lost, blockedEndMessage);
        this.#finish(reason === "node_lost" ? State.lost : State.ended, message);
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

    #announce(message, date) {
        const time = date.toLocaleTimeString("fr-FR", {hour: "2-digit", minute: "2-digit"});
        this.announcement = `${message} Un live encore en cours à ${time} sera arrêté.`;
        this.#change(this.state, this.message);
    }

    #warn(message, stands) {
        this.warning = stands ? message : null;
        this.dispatchEvent(new CustomEvent("notice", {detail: stands ? "" : message}));
        this.#change(this.state, this.message);
    }

    #show(figures) {
        this.figures = {...this.figures, ...figures};
        this.#change(this.state, this.message);
    }

    #finish(state, message) {
        this.#end.abort();
        this.#session?.close();
        this.#release?.();
        Object.assign(this, {warning: null, announcement: null, queuePosition: null});
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
