// What is on the air: the lives that listeners may go to.

import {byId, counted, make, requestJSON, setText, show} from "./roadwave.js";

/** A list that is read again this often is as fresh as anyone needs who is about to choose. */
const interval = 10_000;

/** Lives that are on the air, and those whose creator is expected back. */
const shownStates = ["live", "interrupted"];

/** How many pages of each are shown; « Afficher plus » asks for another one. */
let pages = 1;

function entry(live) {
    const facts = [live.zone_geo, ...live.tags, live.classification_age].filter(Boolean);
    if (live.listeners > 0) facts.push(counted(live.listeners, "auditeur", "auditeurs"));
    if (live.state === "interrupted") facts.unshift("Interrompu");
    return make("li", {},
        make("a", {href: `/ecouter/${encodeURIComponent(live.live_id)}`}, live.title),
        make("p", {class: "help"}, facts.join(" · ")));
}

/** The lives of a state, newest first. @returns `{lives, hasMore}` */
async function livesOf(state) {
    const lives = [];
    let next;
    for (let page = 0; page < pages; page += 1) {
        const query = new URLSearchParams({state, ...next && {cursor: next}});
        const answer = await requestJSON(`/lives?${query}`);
        lives.push(...answer.lives);
        next = answer.next;
        if (!next) break;
    }
    return {lives, hasMore: Boolean(next)};
}

async function refresh() {
    try {
        const lists = await Promise.all(shownStates.map(livesOf));
        const lives = lists.flatMap(list => list.lives);
        // ISO 8601 in UTC: the order of the texts is that of the times.
        lives.sort((one, other) => other.started_at.localeCompare(one.started_at));
        byId("lives").replaceChildren(...lives.map(entry));
        show("lives", lives.length > 0);
        show("more", lists.some(list => list.hasMore));
        show("empty", lives.length === 0);
        setText("empty", "Aucun live pour le moment.");
    } catch {
        show("empty", true);
        setText("empty", "Le serveur ne répond pas.");
    }
}

byId("more").addEventListener("click", () => {
    pages += 1;
    refresh();
});
refresh();
setInterval(() => { if (document.visibilityState === "visible") refresh(); }, interval);
