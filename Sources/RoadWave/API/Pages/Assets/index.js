// What is on the air: the lives that listeners may go to. Below them, the replays.

import {EntryList, readPages} from "./entry-list.js";
import {ReplayList} from "./replay-list.js";
import {byId, counted, make, setText, show} from "./roadwave.js";

/** A list that is read again this often is as fresh as anyone needs who is about to choose. */
const interval = 10_000;

/** A replay stays for years: the list of them changes only when a live has ended. */
const replayInterval = 60_000;

/** Lives that are on the air, and those whose creator is expected back. */
const shownStates = ["live", "interrupted"];

const lives = new EntryList({list: "lives", more: "more", read: readLives, fill: entryOf});
const replays = new ReplayList();

function factsOf(live) {
    const facts = [live.zone_geo, ...live.tags, live.classification_age].filter(Boolean);
    if (live.listeners > 0) facts.push(counted(live.listeners, "auditeur", "auditeurs"));
    return facts.join(" · ");
}

/** The entry of a live, as it is now. */
function entryOf(live, known) {
    const entry = known ?? make("li", {},
        make("a", {class: "entry", href: `/ecouter/${encodeURIComponent(live.live_id)}`},
            make("span", {class: "entry-title"}), make("span", {class: "help"}), make("span", {class: "pill"})));
    const [title, facts, state] = entry.firstElementChild.children;
    title.textContent = live.title;
    facts.textContent = factsOf(live);
    state.textContent = live.state === "interrupted" ? "Interrompu" : "En direct";
    entry.dataset.state = live.state;
    return entry;
}

/** The first pages of the lives of each state, newest first. */
async function readLives(pages) {
    const lists = await Promise.all(shownStates.map(state => readPages("/lives", {state}, "lives", pages)));
    const items = lists.flatMap(list => list.items);
    // ISO 8601 in UTC: the order of the texts is that of the times.
    items.sort((one, other) => other.started_at.localeCompare(one.started_at));
    return {items, hasMore: lists.some(list => list.hasMore)};
}

async function refresh() {
    try {
        const count = await lives.refresh();
        show("empty", count === 0);
        show("begin", count === 0);
        setText("empty", "Aucun live pour le moment.");
    } catch {
        show("empty", true);
        setText("empty", "Le serveur ne répond pas.");
    }
}

/** Does it now, and again and again while somebody can see the page. */
function repeat(act, milliseconds) {
    act();
    setInterval(() => { if (document.visibilityState === "visible") act(); }, milliseconds);
}

byId("more").addEventListener("click", () => lives.showMore(refresh));
repeat(refresh, interval);
repeat(() => replays.refresh(), replayInterval);
