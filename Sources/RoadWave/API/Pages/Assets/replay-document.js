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

/** The day of the live, as a list shows it; empty if the document has no date. */
export const replayDay = replay => dateText(replay, {dateStyle: "medium"});

/** « Live du 29 novembre 2026 à 18:30 »; empty if the document has no date. */
export function replayDate(replay) {
    const text = dateText(replay, {dateStyle: "long", timeStyle: "short"});
    return text && `Live du ${text.replace(/ à /, " à\u00a0")}`;
}

function dateText(replay, style) {
    const date = new Date(replay.started_at ?? NaN);
    return Number.isNaN(date.getTime()) ? "" : date.toLocaleString("fr-FR", style);
}

/** Seconds as people say them: `45 s`, `12 min`, `1 h 05 min`, `6 h`. */
export function spokenDuration(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) return `${whole}\u00a0s`;
    const minutes = Math.round(whole / 60);
    if (minutes < 60) return `${minutes}\u00a0min`;
    const hours = `${Math.floor(minutes / 60)}\u00a0h`;
    const rest = String(minutes % 60).padStart(2, "0");
    return minutes % 60 === 0 ? hours : `${hours}\u00a0${rest}\u00a0min`;
}
