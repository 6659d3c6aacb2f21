// The replay of the live that has just ended, in the studio.

import {replayPagePath, ReplayState} from "./replay-document.js";
import {failureText, followReplay, progressText, showProgress} from "./replay-progress.js";
import {byId, delay, setText, show} from "./roadwave.js";

/** How long the replay of an ended live may be missing before the studio says nothing of it, in milliseconds. */
const patience = 60_000;

/** How long the studio follows a replay, in milliseconds. The list of replays shows one that takes longer. */
const longest = 60 * 60_000;

/** The wait before the first request, in milliseconds: the node still stores the last segments. */
const headStart = 2000;

/** The section of the replay, shown from the first document on, until another live begins. */
export class StudioReplay {
    #following = new AbortController();

    /**
     * Follows the replay of a live.
     *
     * @param {string} live its identifier
     * @param {number} wait milliseconds for which the live itself may still go on
     */
    async follow(live, wait = 0) {
        this.hide();
        const following = this.#following;
        const signal = AbortSignal.any([following.signal, AbortSignal.timeout(longest)]);
        byId("replay-link").href = replayPagePath(live);
        try {
            await delay(headStart, signal);
            await followReplay(live, {onReplay: render, patience: patience + wait, signal});
        } catch {
            // There is no replay, or it takes too long, or another live has begun and this one is no longer followed.
            if (!following.signal.aborted) this.hide();
        }
    }

    hide() {
        this.#following.abort();
        this.#following = new AbortController();
        show("replay", false);
        setText("replay-text", "");
    }
}

function render(replay) {
    const isPublished = replay.state === ReplayState.published;
    const hasFailed = replay.state === ReplayState.failed;
    show("replay", true);
    show("replay-preparation", !isPublished && !hasFailed);
    show("replay-link", isPublished);
    setText("replay-text", isPublished ? "Votre replay est prêt." : hasFailed ? failureText(replay) : "");
    showProgress(replay, {text: "replay-progress-text", bar: "replay-progress"});
}
