// What is on the air: the lives that listeners may go to.

import {byId, counted, make, requestJSON, setText, show} from "./roadwave.js";

/** A list that is read again this often is as fresh as anyone needs who is about to choose. */
const interval = 10_000;

/** Lives that are on the air, and those whose creator is expected back. */
const shownStates = ["live", "interrupted"];

/** How many pages of each are shown; « Afficher plus » asks for another one. */
let pages = 1;

/** The entries that are shown, by the live's identifier: a link that is replaced would lose the keyboard's place. */
const entries = new Map();

function factsOf(live) {
    const facts = [live.zone_geo, ...live.tags, live.classification_age].filter(Boolean);
    if (live.listeners > 0) facts.push(counted(live.listeners, "auditeur", "auditeurs"));
    return facts.join(" · ");
}

/** The entry of a live, as it is now. */
function entryOf(live) {
    const entry = entries.get(live.live_id) ?? make("li", {},
        make("a", {class: "entry", href: `/ecouter/${encodeURIComponent(live.live_id)}`},
            make("span", {class: "entry-title"}), make("span", {class: "help"}), make("span", {class: "pill"})));
    const [title, facts, state] = entry.firstElementChild.children;
    title.textContent = live.title;
    facts.textContent = factsOf(live);
    state.textContent = live.state === "interrupted" ? "Interrompu" : "En direct";
    entry.dataset.state = live.state;
    return entry;
}

/** Shows these lives, in this order. */
function showLives(lives) {
    const list = byId("lives");
    const shown = new Map(lives.map(live => [live.live_id, entryOf(live)]));
    for (const [id, entry] of entries) if (!shown.has(id)) entry.remove();
    entries.clear();
    let place = list.firstElementChild;
    for (const [id, entry] of shown) {
        entries.set(id, entry);
        if (entry === place) place = place.nextElementSibling;
        else list.insertBefore(entry, place);
    }
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
        showLives(lives);
        show("lives", lives.length > 0);
        show("more", lists.some(list => list.hasMore));
        show("empty", lives.length === 0);
        show("begin", lives.length === 0);
        setText("empty", "Aucun live pour le moment.");
    } catch {
        show("empty", true);
        setText("empty", "Le serveur ne répond pas.");
    }
}

/** Shows one page more, and goes on at its first entry. */
async function showMore() {
    const known = new Set(entries.keys());
    pages += 1;
    await refresh();
    const [, entry] = [...entries].find(([id]) => !known.has(id)) ?? [];
    entry?.firstElementChild.focus();
}

byId("more").addEventListener("click", showMore);
refresh();
setInterval(() => { if (document.visibilityState === "visible") refresh(); }, interval);
