// The lives on the air, and the dialog that ends one.

import {liveAnchor} from "./attention.js";
import {KeyedList} from "./keyed-list.js";
import {hourText, nodeName, quoted, secondsSince} from "./operator-words.js";
import {spokenDuration} from "./replay-document.js";
import {byId, counted, isRefusal, kilobits, make, request, say, setText} from "./roadwave.js";

const qualityNames = {good: "Bonne", fair: "Moyenne", poor: "Mauvaise", unstable: "Instable"};

const figures = ["Auditeurs", "J'aime", "Signalements", "Connexion", "Débit"];

/** The list of running lives. */
export class OperatedLives {
    #list;
    #access;
    #link;
    /** The live of the open dialog; null while it is closed. */
    #chosen = null;
    /** The button that opened the dialog. */
    #opener = null;

    /**
     * @param {RadioLink} link
     * @param {Access} access
     */
    constructor(link, access) {
        this.#link = link;
        this.#access = access;
        this.#list = new KeyedList(byId("lives"), {
            key: live => live.live_id, fill: (live, known) => this.#fill(live, known),
        });
        byId("end-form").addEventListener("submit", event => { event.preventDefault(); this.#end(); });
        byId("end-cancel").addEventListener("click", () => byId("end-dialog").close());
        byId("end-dialog").addEventListener("close", () => this.#closed());
    }

    /** @param {object[] | null} lives null before they are known */
    show(lives, now = Date.now()) {
        const shown = (lives ?? []).map(live => ({...live, now}));
        this.#list.show(shown);
        const emptyText = lives === null ? "Recherche des lives…" : "Aucun live à l'antenne.";
        setText("lives-empty", shown.length === 0 ? emptyText : "");
        // The live that is to be ended may be over by now.
        if (this.#chosen && lives && !lives.some(live => live.live_id === this.#chosen.live_id)) {
            if (byId("end-dialog").open && !byId("end-send").disabled) {
                setText("end-problem", "Ce live est déjà terminé.");
            }
        }
    }

    #fill(live, known) {
        const entry = known ?? this.#make();
        entry.live = live;
        entry.id = liveAnchor(live);
        const [head, facts, actions] = entry.children;
        const [title, state] = head.children;
        say(title, live.title);
        say(state, live.state === "interrupted" ? "Interrompu" : "En direct");
        entry.dataset.state = live.state;
        const [about, ...values] = facts.children;
        say(about, [
            `Depuis ${hourText(live.started_at)}, ${spokenDuration(secondsSince(live.started_at, live.now))}`,
            live.zone_geo, live.node && nodeName(live.node),
        ].filter(Boolean).join(" · "));
        const texts = [
            live.listeners.toLocaleString("fr-FR"), live.likes.toLocaleString("fr-FR"),
            live.reports.toLocaleString("fr-FR"), qualityNames[live.quality] ?? "–",
            Number.isFinite(live.received_bps) ? kilobits(live.received_bps) : "–",
        ];
        [...values[0].children].forEach((figure, index) => { say(figure.lastElementChild, texts[index]); });
        const [, , reports, quality] = values[0].children;
        reports.toggleAttribute("data-attention", live.reports > 0);
        quality.lastElementChild.dataset.quality = live.state === "live" ? live.quality ?? "unknown" : "unknown";
        actions.firstElementChild.href = `/ecouter/${encodeURIComponent(live.live_id)}`;
        actions.firstElementChild.setAttribute("aria-label", `Écouter ${quoted(live.title)}`);
        actions.lastElementChild.setAttribute("aria-label", `Arrêter ${quoted(live.title)}`);
        return entry;
    }

    #make() {
        const end = make("button", {type: "button", class: "button danger", "aria-haspopup": "dialog"}, "Arrêter…");
        const entry = make("li", {class: "live"},
            make("div", {class: "live-head"}, make("h3", {class: "entry-title"}), make("span", {class: "pill"})),
            make("div", {class: "live-facts"}, make("p", {class: "help"}), make("dl", {class: "figures"},
                ...figures.map(name => make("div", {}, make("dt", {}, name), make("dd"))))),
            make("div", {class: "live-actions"},
                make("a", {class: "button", target: "_blank", rel: "noopener"}, "Écouter"), end));
        end.addEventListener("click", () => this.#ask(entry.live, end));
        return entry;
    }

    #ask(live, opener) {
        [this.#chosen, this.#opener] = [live, opener];
        byId("end-form").reset();
        setText("end-title", `Arrêter ${quoted(live.title)}\u202f?`);
        setText("end-about", `${counted(live.listeners, "auditeur entend", "auditeurs entendent")} ce live.`);
        setText("end-problem", "");
        byId("end-dialog").showModal();
    }

    async #end() {
        const live = this.#chosen;
        byId("end-send").disabled = true;
        setText("end-problem", "");
        try {
            await request(new URL(`/operations/lives/${live.live_id}/end`, this.#link.home), {
                method: "POST", token: this.#access.token, headers: {"Content-Type": "application/json"},
                body: JSON.stringify({reason: byId("end-reason").value, note: byId("end-note").value.trim()}),
            });
            byId("end-dialog").close();
            setText("notice", `${quoted(live.title)} est arrêté.`);
        } catch (error) {
            const silentText = "Le serveur ne répond pas. Le live continue peut-être.";
            setText("end-problem", isRefusal(error) ? error.message : silentText);
        } finally {
            byId("end-send").disabled = false;
        }
    }

    #closed() {
        const opener = this.#opener;
        [this.#chosen, this.#opener] = [null, null];
        if (opener?.isConnected) opener.focus();
        else byId("lives-title").focus();
    }
}
