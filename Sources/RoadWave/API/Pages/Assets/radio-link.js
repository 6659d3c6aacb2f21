// The connections of the operator's page to the nodes: one node sends the data of the whole radio, each node its own.
// See docs/decisions/operations.md, « Each node speaks for itself ».

import {followEvents} from "./events.js";
import {delay, isRefusal} from "./roadwave.js";

/** A node sends an event every two seconds. After this long without one, in milliseconds, its data are old. */
export const freshFor = 8000;

/** The events about the whole radio; the others are about one node. */
const sharedSections = ["nodes", "lives", "jobs"];

/** The event stream of one node. */
class NodeVoice {
    origin;
    /** The last data of each event, by its name, with the time at which it came. */
    sections = new Map();
    /** When the last event of the node came; null before the first. */
    heardAt = null;
    #following = new AbortController();

    constructor(origin) { this.origin = origin; }

    /** Whether its data are current. */
    isFresh(now) { return this.heardAt !== null && now - this.heardAt <= freshFor; }

    /**
     * Follows the node.
     *
     * @param {"all" | "node"} scope
     * @param {object} options
     * @param {string | null} options.token
     * @param {function(): void} options.onChange
     * @param {function(Problem): void} options.onRefusal
     */
    async follow(scope, {token, onChange, onRefusal}) {
        this.leave();
        const {signal} = this.#following;
        const hear = name => data => {
            this.heardAt = Date.now();
            if (name === "unavailable") this.#lose(data);
            else this.#take(name, data);
            onChange();
        };
        const names = ["resources", "alerts", "unavailable", ...sharedSections];
        const handlers = Object.fromEntries(names.map(name => [name, hear(name)]));
        try {
            await followEvents(`${this.origin}/operations/events?scope=${scope}`, handlers, {
                token, signal, keepAlive: freshFor / 2, onBreak: onChange,
            });
        } catch (error) {
            if (isRefusal(error)) onRefusal(error);
        }
    }

    leave() {
        this.#following.abort();
        this.#following = new AbortController();
    }

    #take(name, data) {
        const before = this.sections.get(name)?.data;
        // The curve of the last hour comes only in some events, and stays until the next one.
        if (name === "resources" && before?.node_id === data.node_id) {
            const hours = new Map(before.resources.map(({metric, hour}) => [metric, hour]));
            for (const resource of data.resources) resource.hour ??= hours.get(resource.metric);
        }
        this.sections.set(name, {data, at: this.heardAt, isLacking: false});
    }

    /** The lists that cannot be read now: their last data stay, with their time. */
    #lose({section}) {
        const {data = null, at = null} = this.sections.get(section) ?? {};
        this.sections.set(section, {data, at, isLacking: true});
    }
}

/**
 * The radio. Dispatches `change` when a node has sent an event or has fallen silent, and `refusal` with the problem if the
 * token is refused.
 */
export class RadioLink extends EventTarget {
    #origins;
    #voices = new Map();
    #home;
    #token = null;
    /** Nodes that this page has left for another one: their origins, with the times of their last events. */
    #left = new Map();
    #isMoving = false;

    /** @param {{node_urls?: string[]}} settings of the page's own node */
    constructor(settings) {
        super();
        this.#origins = [...new Set([location.origin, ...settings.node_urls ?? []])];
        this.#home = location.origin;
        // Also the case of no event at all.
        setInterval(() => this.#look(), 1000);
        document.addEventListener("visibilitychange", () => this.#look());
    }

    /** The origin of the node that sends the whole radio. */
    get home() { return this.#home; }

    /** When the last event of that node came; null before the first. */
    get heardAt() { return this.#voices.get(this.#home)?.heardAt ?? null; }

    /** Whether the data of the whole radio are current. */
    isFresh(now = Date.now()) { return this.#voices.get(this.#home)?.isFresh(now) ?? false; }

    /** The nodes that this page has left: their origins, and the times of their last events. */
    get left() { return [...this.#left].map(([origin, heardAt]) => ({origin, heardAt})); }

    /** The last data of the whole radio: `{data, at, isLacking}`; without data before the first event. */
    section(name) { return this.#voices.get(this.#home)?.sections.get(name) ?? {data: null, at: null, isLacking: false}; }

    /** The own data of each node. */
    get nodes() {
        return [...this.#voices.values()].map(voice => ({
            origin: voice.origin, isHome: voice.origin === this.#home, heardAt: voice.heardAt,
            resources: voice.sections.get("resources")?.data ?? null, alerts: voice.sections.get("alerts")?.data ?? null,
        }));
    }

    /** Follows the radio with a token. */
    open(token) {
        this.#token = token;
        for (const origin of [...this.#voices.keys()]) this.#drop(origin);
        this.#follow(this.#home, "all");
    }

    /** Stops, until it is opened again. */
    close() { for (const voice of this.#voices.values()) voice.leave(); }

    #follow(origin, scope) {
        const voice = this.#voices.get(origin) ?? new NodeVoice(origin);
        this.#voices.set(origin, voice);
        voice.follow(scope, {
            token: this.#token,
            onChange: () => this.#changed(),
            onRefusal: problem => {
                // Another node may have other keys: only a refusal of the node that sends the whole radio asks for a
                // token.
                if (origin === this.#home) this.dispatchEvent(new CustomEvent("refusal", {detail: problem}));
                else this.#drop(origin);
            },
        });
    }

    #drop(origin) {
        this.#voices.get(origin)?.leave();
        this.#voices.delete(origin);
    }

    #changed() {
        this.#followOthers();
        this.dispatchEvent(new Event("change"));
    }

    /** Follows the other nodes that the policy of the page allows. */
    #followOthers() {
        const {data} = this.section("nodes");
        if (!data) return;
        const alive = data.nodes.filter(node => node.is_alive && !node.is_here).map(node => node.url);
        const others = alive.filter(url => this.#origins.includes(url) && url !== this.#home);
        for (const origin of others) if (!this.#voices.has(origin)) this.#follow(origin, "node");
        for (const origin of this.#voices.keys()) {
            if (origin !== this.#home && !others.includes(origin)) this.#drop(origin);
        }
        for (const origin of this.#left.keys()) if (others.includes(origin)) this.#left.delete(origin);
    }

    async #look() {
        this.dispatchEvent(new Event("change"));
        // Before the first event there is no reason to change the node, unless no event comes at all.
        if (this.#isMoving || !this.#token || this.isFresh() || document.visibilityState === "hidden") return;
        this.#isMoving = true;
        try {
            await this.#move();
        } finally {
            this.#isMoving = false;
        }
    }

    /** Goes on with another node, if this one stays silent and another one answers. */
    async #move() {
        await delay(freshFor / 2);
        for (const origin of this.#origins.filter(origin => origin !== this.#home)) {
            if (this.isFresh()) return;
            const silent = this.#voices.get(this.#home);
            const answers = await fetch(`${origin}/pages/settings.json`, {
                cache: "no-store", signal: AbortSignal.timeout(3000),
            }).then(response => response.ok, () => false);
            if (!answers || this.isFresh()) continue;
            this.#left.set(this.#home, silent?.heardAt ?? null);
            this.#left.delete(origin);
            const known = [...silent?.sections ?? []].filter(([name]) => sharedSections.includes(name));
            this.#drop(this.#home);
            this.#home = origin;
            this.#follow(origin, "all");
            // The data of the other node stay, with their time, until this node has sent its own.
            const voice = this.#voices.get(origin);
            for (const [name, section] of known) if (!voice.sections.has(name)) voice.sections.set(name, section);
            this.#changed();
            return;
        }
    }
}
