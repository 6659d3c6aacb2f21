// The preparation of a replay: how far it is, asked for until the replay is published or has failed.

import {ReplayState, replayPath, spokenDuration} from "./replay-document.js";
import {byId, delay, isRefusal, requestJSON, setText} from "./roadwave.js";

/** The pauses between two requests, in milliseconds. The short one is for a preparation that moves. */
const [shortestPause, longestPause] = [2000, 15_000];

/** How much longer each pause is while nothing changes. A queue can be long. */
const backOff = 1.5;

/** The longest that the node may ask for a pause, in milliseconds. */
const longestRest = 60_000;

/** « Votre replay se prépare : 62 %, encore 20 s », as far as the node knows it. */
export function progressText(replay) {
    const facts = [];
    if (Number.isFinite(replay.percent)) facts.push(`${Math.floor(replay.percent)}\u00a0%`);
    if (Number.isFinite(replay.remaining_s)) facts.push(`encore ${spokenDuration(Math.max(1, replay.remaining_s))}`);
    return facts.length > 0 ? `Votre replay se prépare\u00a0: ${facts.join(", ")}` : "Votre replay se prépare…";
}

/** The reason of a replay that failed. */
export const failureText = replay => replay.reason || "La préparation du replay a échoué.";

/** Shows the progress in a text and a bar, by their identifiers. */
export function showProgress(replay, {text, bar}) {
    setText(text, progressText(replay));
    // Without a value the bar shows that the node does not know.
    if (Number.isFinite(replay.percent)) byId(bar).value = replay.percent;
    else byId(bar).removeAttribute("value");
}

/** Whether the node has nothing more to say of a replay. */
const isSettled = replay => replay.state === ReplayState.published || replay.state === ReplayState.failed;

/**
 * Follows a replay until it is published or has failed. A page that is hidden asks for nothing.
 *
 * @param {string} live identifier of the live
 * @param {object} options
 * @param {function(object): void} options.onReplay takes each document
 * @param {function(Error): void} [options.onError] takes each request that failed and is repeated
 * @param {number} [options.patience] milliseconds for which a replay may be missing (404); the node only queues it once
 *     the live is over
 * @param {AbortSignal} [options.signal]
 * @throws {Problem} if the replay is missing for longer than that
 */
export async function followReplay(live, {onReplay, onError = () => {}, patience = 0, signal}) {
    const start = performance.now();
    let pause = shortestPause;
    let last = null;
    while (true) {
        await untilVisible(signal);
        let rest = 0;
        const answer = await requestJSON(replayPath(live), {signal}).catch(error => error);
        if (signal?.aborted) throw signal.reason;
        if (answer instanceof Error) {
            // Once it was there, a 404 may come from a node that has not heard of it yet.
            const isMissing = isRefusal(answer) && answer.isGone && last === null;
            if (isMissing && performance.now() - start >= patience) throw answer;
            if (!isMissing) {
                pause = longer(pause);
                onError(answer);
            }
            rest = Math.min(1000 * (answer.retryAfter ?? 0), longestRest);
        } else {
            onReplay(answer);
            if (isSettled(answer)) return;
            const news = JSON.stringify([answer.state, answer.stage, answer.percent]);
            pause = news === last ? longer(pause) : shortestPause;
            last = news;
        }
        await delay(Math.max(pause, rest), signal);
    }
}

const longer = pause => Math.min(backOff * pause, longestPause);

/** Waits until somebody can see the page. */
async function untilVisible(signal) {
    if (document.visibilityState === "visible") return;
    await new Promise((resolve, reject) => {
        const look = () => { if (document.visibilityState === "visible") resolve(); };
        document.addEventListener("visibilitychange", look, {signal, once: true});
        signal?.addEventListener("abort", () => reject(signal.reason), {once: true});
    });
}
