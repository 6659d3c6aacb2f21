// The last alerts of all nodes: open ones, ended ones, and single events.

import {sentenceOf} from "./attention.js";
import {KeyedList} from "./keyed-list.js";
import {hourText, nodeName, quoted} from "./operator-words.js";
import {byId, make, say, setText} from "./roadwave.js";

/** The most messages that are shown. */
const most = 12;

const kinds = {firing: "Alerte", resolved: "Fin d'alerte", event: "Alerte"};

/** The messages of all nodes, the latest first; for an open alert without a message here, its first one. */
export function messagesOf(voices) {
    const messages = new Map();
    for (const {alerts} of voices) {
        for (const message of [...alerts?.open ?? [], ...alerts?.recent ?? []]) messages.set(message.id, message);
    }
    const dateOf = message => message.ended_at ?? message.started_at;
    return [...messages.values()].sort((one, other) => dateOf(other).localeCompare(dateOf(one)));
}

function fill(message, known) {
    const entry = known ?? make("li", {class: "alert"}, make("p", {class: "alert-text"}), make("p", {class: "help"}));
    const [text, about] = entry.children;
    entry.dataset.status = message.status;
    say(text, message.kind === "replay_failed"
        ? `Le replay de ${message.title ? quoted(message.title) : "ce live"} a échoué définitivement.` : sentenceOf(message));
    const when = hourText(message.ended_at ?? message.started_at);
    say(about, `${kinds[message.status] ?? "Alerte"}, ${when} · ${nodeName(message.node)}`);
    return entry;
}

/** The list of alerts. */
export class AlertList {
    #list = new KeyedList(byId("alert-list"), {key: message => message.id, fill});

    /**
     * @param {object[]} voices the own data of each node
     * @param {object[]} jobs as of the event `jobs`, which have the titles of lives
     */
    show(voices, jobs) {
        const isKnown = voices.some(voice => voice.alerts !== null);
        const titles = new Map(jobs.map(job => [job.live_id, job.title]));
        const messages = messagesOf(voices).slice(0, most);
        this.#list.show(messages.map(message => ({...message, title: titles.get(message.live)})));
        setText("alerts-empty", !isKnown ? "Recherche des alertes…" : messages.length === 0
            ? "Aucune alerte depuis le démarrage des nœuds." : "");
    }
}
