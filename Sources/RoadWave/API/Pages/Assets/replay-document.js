// The document of a replay (`GET /replays/{live_id}`), in the words of the pages.

/** The states of a replay, as the node names them. */
export const ReplayState = Object.freeze({
    queued: "queued", processing: "processing", published: "published", failed: "failed",
});

/** The path of a replay's document. */
export const replayPath = live => `/replays/${encodeURIComponent(live)}`;

/** The path of a replay's page. */
export const replayPagePath = live => `/reecouter/${encodeURIComponent(live)}`;

/** The title without the mark that players of other applications need. These pages say « À réécouter » beside it. */
export const replayTitle = replay => (replay.title ?? "").replace(/^(\s*\[REPLAY\]\s*)+/i, "") || "Live sans titre";

/** The day of the live, `long` with its hour or short for a list; empty if the document has no date. */
export function replayDate(replay, {isLong = false} = {}) {
    const date = new Date(replay.started_at ?? NaN);
    if (Number.isNaN(date.getTime())) return "";
    return date.toLocaleString("fr-FR", isLong ? {dateStyle: "full", timeStyle: "short"} : {dateStyle: "medium"});
}

/** Seconds as people say them: `45 s`, `12 min`, `1 h 05 min`. */
export function spokenDuration(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) return `${whole}\u00a0s`;
    const minutes = Math.round(whole / 60);
    if (minutes < 60) return `${minutes}\u00a0min`;
    return `${Math.floor(minutes / 60)}\u00a0h\u00a0${`${minutes % 60}`.padStart(2, "0")}\u00a0min`;
}
