// The replay of a live that is over, on the page of its listeners.

import {ReplayState, replayPagePath} from "./replay-document.js";
import {followReplay} from "./replay-progress.js";
import {byId, delay, setText, show} from "./roadwave.js";

/** How long a replay may be missing, in milliseconds: the node only queues it once the live is stored. */
const patience = 60_000;

/** The wait before the first request, in milliseconds. */
const headStart = 2000;

/** How long the page waits for a replay, in milliseconds. The list of replays shows one that takes longer. */
const longest = 60 * 60_000;

/** Announces the replay, then links to it. */
export class ListenerReplay {
    #live;
    #isFollowing = false;

    /** @param {string} live its identifier */
    constructor(live) { this.#live = live; }

    /** To be called once the live is over. */
    async follow() {
        if (this.#isFollowing) return;
        this.#isFollowing = true;
        // Before, the node still stores the last segments, and has no job for them.
        await delay(headStart);
        byId("replay-link").href = replayPagePath(this.#live);
        try {
            await followReplay(this.#live, {onReplay: render, patience, signal: AbortSignal.timeout(longest)});
        } catch {
            // There is none, or it takes too long.
            show("replay", false);
        }
    }
}

function render({state}) {
    const isPublished = state === ReplayState.published;
    show("replay", state !== ReplayState.failed);
    show("replay-link", isPublished);
    setText("replay-text", isPublished ? "Le replay est prêt." : "Le replay se prépare. Il apparaîtra ici.");
}
