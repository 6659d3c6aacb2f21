// The lives that are over: their figures, their curve, and the curve as a table for other programs.

import {Curve} from "./curve.js";
import {EntryList, readPages} from "./entry-list.js";
import {hourText} from "./operator-words.js";
import {replayPagePath, spokenDuration} from "./replay-document.js";
import {byId, counted, isRefusal, make, request, requestJSON, say, setText} from "./roadwave.js";

const endNames = {
    creator: "Terminé par son créateur", operator: "Arrêté par l'équipe",
    operator_copyright: "Arrêté\u00a0: droits d'auteur", operator_rules: "Arrêté\u00a0: propos",
    operator_audience: "Arrêté\u00a0: public", operator_schedule: "Arrêté\u00a0: antenne",
    operator_technical: "Arrêté\u00a0: technique", creator_timeout: "Créateur non revenu",
    node_stopped: "Arrêt du nœud", failure: "Connexion échouée", node_lost: "Nœud disparu",
};

/** The query of a period that the operator chooses, by the calendar of this browser. */
export function periodOf(name, now = new Date()) {
    const day = offset => new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset).toISOString();
    switch (name) {
    case "today": return {from: day(0)};
    case "yesterday": return {from: day(-1), to: day(0)};
    case "week": return {from: day(-6)};
    default: return {};
    }
}

/** The figures of each minute from the first to the last, with null for a minute that was not recorded. */
export function minutesOf(minutes) {
    if (minutes.length === 0) return [];
    const at = minute => Math.round(Date.parse(minute.minute) / 60_000);
    const values = new Array(at(minutes.at(-1)) - at(minutes[0]) + 1).fill(null);
    for (const minute of minutes) values[at(minute) - at(minutes[0])] = minute.listeners;
    return values;
}

/** The list of past lives. */
export class PastLives {
    #link;
    #access;
    #list;

    /**
     * @param {RadioLink} link
     * @param {Access} access
     */
    constructor(link, access) {
        this.#link = link;
        this.#access = access;
        this.#list = new EntryList({
            list: "past-list", more: "more-past", read: pages => this.#read(pages),
            fill: (live, known) => this.#fill(live, known),
        });
        byId("more-past").addEventListener("click", () => this.#list.showMore(() => this.refresh()));
        byId("period").addEventListener("change", () => {
            this.#list.restart();
            this.refresh();
        });
    }

    /** Reads the list again. If the node does not answer, the list stays. */
    async refresh() {
        try {
            const count = await this.#list.refresh();
            setText("past-empty", count === 0 ? "Aucun live terminé dans cette période." : "");
        } catch (error) {
            setText("past-empty", isRefusal(error) ? error.message : "Le serveur ne répond pas.");
        }
    }

    /** The first pages. A page may have only running lives, and the next one past lives. */
    async #read(pages) {
        const {items, hasMore} = await readPages(
            new URL("/operations/lives", this.#link.home), periodOf(byId("period").value), "lives", pages,
            {token: this.#access.token});
        return {items: items.filter(live => live.ended_at), hasMore};
    }

    #fill(live, known) {
        const entry = known ?? this.#make(live);
        const [title, about] = entry.firstElementChild.firstElementChild.children;
        say(title, live.title);
        say(about, [
            hourText(live.started_at), spokenDuration(secondsOf(live)),
            `${counted(live.peak_listeners, "auditeur", "auditeurs")} au plus`,
            live.reports > 0 ? counted(live.reports, "signalement", "signalements") : "",
        ].filter(Boolean).join(" · "));
        return entry;
    }

    #make(live) {
        const details = make("details", {class: "past"}, make("summary", {},
            make("span", {class: "entry-title"}), make("span", {class: "help"})));
        const entry = make("li", {}, details);
        details.addEventListener("toggle", () => { if (details.open) this.#open(details, live); });
        return entry;
    }

    /** Shows the curve of a live, once. */
    async #open(details, live) {
        if (details.querySelector(".past-body")) return;
        const state = make("p", {class: "notice", role: "status"}, "Lecture de la courbe…");
        const body = make("div", {class: "past-body"}, state);
        details.append(body);
        try {
            const read = path => requestJSON(new URL(path, this.#link.home), {token: this.#access.token});
            const [{minutes, peak_listeners: peak}, usage] = await Promise.all([
                read(`/lives/${live.live_id}/counters`),
                // The rest is shown without it.
                read(`/operations/lives/${live.live_id}/usage`).catch(() => null),
            ]);
            body.replaceChildren(...this.#body(live, minutes, peak, usage));
        } catch (error) {
            say(state, isRefusal(error) ? error.message : "Le serveur ne répond pas.");
            details.addEventListener("toggle", () => body.remove(), {once: true});
        }
    }

    #body(live, minutes, peak, usage) {
        const facts = figuresOf([
            ["Au plus", peak.toLocaleString("fr-FR")], ["J'aime", live.likes.toLocaleString("fr-FR")],
            ["Signalements", live.reports.toLocaleString("fr-FR")],
            ["Fin", endNames[live.ended_reason] ?? (live.state === "lost" ? "Nœud disparu" : "–")],
        ]);
        const csv = make("button", {type: "button", class: "button"}, "Télécharger le CSV");
        csv.addEventListener("click", () => this.#download(live, csv));
        const actions = make("div", {class: "job-actions"}, csv,
            make("a", {class: "button plain", href: replayPagePath(live.live_id)}, "Page du replay"));
        return [...curveOf(minutes), facts, ...usageOf(usage, secondsOf(live)), actions];
    }

    async #download(live, button) {
        button.setAttribute("aria-disabled", "true");
        try {
            const answer = await request(
                new URL(`/lives/${live.live_id}/counters.csv`, this.#link.home), {token: this.#access.token});
            const url = URL.createObjectURL(await answer.blob());
            make("a", {href: url, download: `live-${live.started_at.slice(0, 10)}-${live.live_id.slice(0, 8)}.csv`}).click();
            // The browser reads it after the click.
            setTimeout(() => URL.revokeObjectURL(url), 60_000);
        } catch (error) {
            setText("notice", isRefusal(error) ? error.message : "Le serveur ne répond pas. Réessayez dans un instant.");
        } finally {
            button.removeAttribute("aria-disabled");
        }
    }
}

const secondsOf = live => (Date.parse(live.ended_at) - Date.parse(live.started_at)) / 1000;

const figuresOf = figures => make("dl", {class: "figures"}, ...figures.map(
    ([name, text]) => make("div", {}, make("dt", {}, name), make("dd", {}, text))));

/**
 * The mean number of listeners of each rendition, as `[name, mean]`, the best rendition first: the served
 * sound divided by the length of the live.
 */
export function meansOf(usage, seconds) {
    return usage.renditions.filter(({rendition}) => /^[0-9]+k$/.test(rendition))
        .sort((one, other) => Number.parseInt(other.rendition, 10) - Number.parseInt(one.rendition, 10))
        .map(({rendition, listened_s: listened}) => [rendition, seconds > 0 ? listened / seconds : 0]);
}

/** The listeners of each rendition, from the logs of the caches. */
function usageOf(usage, seconds) {
    if (usage === null) return [];
    const means = meansOf(usage, seconds);
    if (means.length === 0) {
        return [make("p", {class: "help"}, "Écoute par débit\u00a0: aucun journal de cache n'est importé pour ce live.")];
    }
    const texts = means.map(([name, mean]) => [
        name.replace("k", "\u00a0kbit/s"), mean.toLocaleString("fr-FR", {maximumFractionDigits: 1})]);
    return [make("p", {class: "help"}, "Auditeurs en moyenne, par débit, selon les caches."), figuresOf(texts)];
}

/** The curve of the listeners with its text. */
function curveOf(minutes) {
    const values = minutesOf(minutes);
    if (values.length === 0) return [make("p", {class: "notice"}, "Aucune minute n'a été enregistrée.")];
    const curve = new Curve();
    curve.draw(values);
    const known = values.filter(Number.isFinite);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const gaps = values.length - known.length;
    const words = `Moyenne de ces minutes\u00a0: ${mean.toLocaleString("fr-FR", {maximumFractionDigits: 1})}`
        + (gaps > 0 ? `, ${counted(gaps, "minute", "minutes")} sans mesure` : "");
    return [
        make("p", {class: "help"}, `Auditeurs, minute par minute. ${words}.`), curve.element,
        make("p", {class: "times"}, ...[minutes[0], minutes.at(-1)].map(({minute}) => make("span", {}, hourText(minute)))),
    ];
}

