// The replays that listeners may go to. The section is absent as long as there are none.

import {EntryList, readPages} from "./entry-list.js";
import {ReplayState, replayDay, replayPagePath, replayTitle, spokenDuration} from "./replay-document.js";
import {byId, make, show} from "./roadwave.js";

/** The list of replays. */
export class ReplayList {
    #list = new EntryList({list: "replays", more: "more-replays", read: readReplays, fill: entryOf});

    constructor() {
        byId("more-replays").addEventListener("click", () => this.#list.showMore(() => this.refresh()));
    }

    /** Reads the list again. What is shown stays when the node does not answer. */
    async refresh() {
        const count = await this.#list.refresh().catch(() => null);
        if (count !== null) show("replays-section", count > 0);
    }
}

/** The published replays of the first pages. A page may have none of them, and the next one some. */
async function readReplays(pages) {
    const {items, hasMore} = await readPages("/replays", {}, "replays", pages);
    return {items: items.filter(replay => replay.state === ReplayState.published), hasMore};
}

/** The entry of a replay, as it is now. */
function entryOf(replay, known) {
    const entry = known ?? make("li", {},
        make("a", {class: "entry", href: replayPagePath(replay.live_id)},
            make("span", {class: "entry-title"}), make("span", {class: "help"}), make("span", {class: "length"})));
    const [title, date, length] = entry.firstElementChild.children;
    title.textContent = replayTitle(replay);
    date.textContent = replayDay(replay);
    length.textContent = Number.isFinite(replay.duration_s) ? spokenDuration(replay.duration_s) : "";
    return entry;
}
