// The replays that are being prepared, those that wait, and those that failed.

import {KeyedList} from "./keyed-list.js";
import {hourText, quoted} from "./operator-words.js";
import {spokenDuration} from "./replay-document.js";
import {byId, counted, isRefusal, make, request, say, setText} from "./roadwave.js";

const stages = {measuring: "Mesure du son", encoding: "Encodage", verifying: "Vérification"};

const failures = {
    failed: "Échec", damaged: "Enregistrement abîmé", unsupported: "Enregistrement d'un format inconnu",
};

/** The state of the queue, in a sentence. */
export function queueText(jobs) {
    const count = state => jobs.filter(job => job.state === state).length;
    const workers = new Set(jobs.filter(job => job.state === "working").map(job => job.worker)).size;
    const parts = [];
    if (workers > 0) parts.push(`${count("working")} en préparation par ${counted(workers, "worker", "workers")}`);
    if (count("queued") > 0) parts.push(`${count("queued")} en attente`);
    const arriving = count("recording");
    if (arriving > 0) parts.push(counted(arriving, "enregistrement en route", "enregistrements en route"));
    return parts.length > 0 ? parts.join(", ") : "Aucun replay en préparation";
}

/** The list of jobs. */
export class JobList {
    #list;
    #access;
    #link;

    /**
     * @param {RadioLink} link
     * @param {Access} access
     */
    constructor(link, access) {
        this.#link = link;
        this.#access = access;
        this.#list = new KeyedList(byId("job-list"), {
            key: job => `${job.live_id} ${job.state in failures}`, fill: (job, known) => this.#fill(job, known),
        });
    }

    /** @param {object[] | null} jobs null before they are known */
    show(jobs) {
        setText("queue", jobs === null ? "Recherche des replays…" : `${queueText(jobs)}.`);
        const shown = (jobs ?? []).filter(job => job.state in failures || job.state === "working");
        this.#list.show(shown.sort((one, other) => Number(other.state in failures) - Number(one.state in failures)));
    }

    #fill(job, known) {
        const entry = known ?? (job.state in failures ? this.#makeFailed() : makeWorking());
        entry.job = job;
        const [title, about, rest] = entry.children;
        say(title, job.title || "Live sans titre");
        if (job.state in failures) {
            const often = job.failures > 1 ? ` après ${job.failures} essais` : "";
            say(about, `${failures[job.state]}${often}, ${hourText(job.finished_at ?? job.created_at)}`);
            say(rest, job.reason ?? "");
            const buttons = entry.lastElementChild.children;
            for (const [index, verb] of ["Relancer", "Abandonner"].entries()) {
                buttons[index].setAttribute("aria-label", `${verb} le replay de ${quoted(job.title)}`);
            }
        } else {
            const left = Number.isFinite(job.remaining_s) ? `, encore ${spokenDuration(job.remaining_s)}` : "";
            say(about, `${stages[job.stage] ?? "Préparation"}\u00a0: ${job.percent ?? 0}\u202f%${left}`);
            rest.value = job.percent ?? 0;
            rest.setAttribute("aria-label", `Préparation du replay de ${quoted(job.title)}`);
            say(entry.lastElementChild, job.worker ?? "");
        }
        return entry;
    }

    #makeFailed() {
        const [retry, drop] = ["Relancer", "Abandonner"].map((verb, index) => make(
            "button", {type: "button", class: index === 0 ? "button" : "button plain"}, verb));
        const entry = make("li", {class: "job"},
            make("h3", {class: "entry-title"}), make("p", {class: "help"}),
            make("p", {class: "reason", lang: "en"}), make("div", {class: "job-actions"}, retry, drop));
        retry.addEventListener("click", () => this.#change(entry, retry, "POST", "/retry", "est relancé"));
        drop.addEventListener("click", () => this.#drop(entry, drop));
        return entry;
    }

    /** The recording of a dropped job may be deleted: the first press asks, the second one drops it. */
    async #drop(entry, button) {
        if (button.dataset.asked === undefined) {
            button.dataset.asked = "";
            say(button, "Abandonner pour de bon");
            const title = quoted(entry.job.title);
            setText("notice", `L'enregistrement de ${title} pourra être supprimé. Appuyez encore pour confirmer.`);
            button.addEventListener("blur", () => {
                delete button.dataset.asked;
                say(button, "Abandonner");
            }, {once: true});
            return;
        }
        await this.#change(entry, button, "DELETE", "", "est abandonné");
    }

    async #change(entry, button, method, path, done) {
        const {live_id: live, title} = entry.job;
        button.setAttribute("aria-disabled", "true");
        try {
            const url = new URL(`/operations/jobs/${live}${path}`, this.#link.home);
            await request(url, {method, token: this.#access.token});
            setText("notice", `Le replay de ${quoted(title)} ${done}.`);
        } catch (error) {
            setText("notice", isRefusal(error) ? error.message : "Le serveur ne répond pas. Réessayez dans un instant.");
        } finally {
            button.removeAttribute("aria-disabled");
        }
    }
}

function makeWorking() {
    return make("li", {class: "job"},
        make("h3", {class: "entry-title"}), make("p", {class: "help"}), make("progress", {max: "100"}),
        make("p", {class: "help worker"}));
}
