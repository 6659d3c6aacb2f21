// The page of one replay: its preparation, then its player.

import {offerControls, reportPosition} from "./media-session.js";
import {ReplayState, replayDate, replayTitle} from "./replay-document.js";
import {ReplayPlayer} from "./replay-player.js";
import {failureText, followReplay, showProgress} from "./replay-progress.js";
import {ResumePoint} from "./resume-point.js";
import {byId, clockTime, isRefusal, requestJSON, setText, show} from "./roadwave.js";
import {Shortcuts} from "./shortcuts.js";
import {Waveform} from "./waveform.js";

/** The last part of the path: a live's identifier has no characters that an address would encode. */
const live = location.pathname.split("/").filter(Boolean).at(-1) ?? "";

const missingText = "Ce replay n'existe pas, ou n'existe plus.";
const silentServerText = "Le serveur ne répond pas. Nouvelle tentative…";
const readyText = "Votre replay est prêt.";

/** How often the position is kept while the replay plays, in milliseconds. */
const keepInterval = 5000;

const waveform = new Waveform(byId("waveform"));
const shortcuts = new Shortcuts(byId("shortcuts"));
const resumePoint = new ResumePoint(live);

/** The state of the last document; null before the first. */
let state = null;

// MARK: The preparation

function showReplay(replay) {
    const wasPreparing = state === ReplayState.queued || state === ReplayState.processing;
    state = replay.state;
    const isPublished = state === ReplayState.published;
    const hasFailed = state === ReplayState.failed;
    document.title = `${replayTitle(replay)} · RoadWave`;
    setText("title", replayTitle(replay));
    setText("about", replayDate(replay));
    show("replay", true);
    show("preparation", !isPublished && !hasFailed);
    show("player", isPublished);
    show("failure", hasFailed);
    show("elsewhere", hasFailed);
    setText("failure-text", hasFailed ? failureText(replay) : "");
    setText("notice", isPublished && wasPreparing ? readyText : "");
    if (isPublished) return openPlayer(replay);
    showProgress(replay, {text: "progress-text", bar: "progress"});
}

function showMissing() {
    setText("notice", "");
    document.title = "Replay introuvable · RoadWave";
    show("missing", true);
    setText("failure-text", missingText);
    show("failure", true);
    show("replay", false);
    show("elsewhere", true);
}

// MARK: The player

function openPlayer(replay) {
    const duration = replay.duration_s ?? 0;
    const urls = [replay.playlist_url, replay.playlist_aac_url, replay.mp3_url].filter(Boolean);
    const player = new ReplayPlayer(byId("audio"), {urls, duration, position: resumePoint.read(duration)});
    waveform.duration = duration;
    setText("duration", clockTime(duration));
    byId("download").href = replay.mp3_url;
    byId("download").download = `${replayTitle(replay).replace(/[/\\:]/g, "-")}.mp3`;
    showPeaks(replay.waveform_url);
    listen(player, replay);
    renderPosition(player);
    if (player.position > 0) setText("sound", `Vous en étiez à ${clockTime(player.position)}.`);
    renderState(player, {isFirst: true});
}

function listen(player, replay) {
    const on = (id, event, act) => byId(id).addEventListener(event, act);
    on("play", "click", () => player.toggle());
    on("back", "click", () => player.skip(-15));
    on("forward", "click", () => player.skip(15));
    on("speed", "change", () => {
        player.rate = Number(byId("speed").value);
        reportPosition(player);
    });
    waveform.addEventListener("seek", ({detail}) => player.seek(detail));
    waveform.addEventListener("preview", ({detail}) => setText("position", clockTime(detail)));
    player.addEventListener("time", () => renderPosition(player));
    player.addEventListener("change", () => renderState(player));
    player.addEventListener("seek", () => reportPosition(player));
    player.addEventListener("end", () => resumePoint.clear());
    shortcuts.player = player;
    keepPosition(player);
    // The controls of the system appear with the first sound, and with the title that is right then.
    byId("audio").addEventListener("play", () => offerControls(player, {
        title: replayTitle(replay), artwork: new URL("/pages/icon.svg", location.href).href,
    }), {once: true});
}

/** Keeps the position in the browser: while it plays, and whenever the listener pauses, seeks or leaves. */
function keepPosition(player) {
    const keep = () => resumePoint.write(player.position);
    player.addEventListener("seek", keep);
    player.addEventListener("change", () => { if (player.state === "paused") keep(); });
    setInterval(() => { if (player.state === "playing") keep(); }, keepInterval);
    addEventListener("pagehide", keep);
    // A phone may end a hidden page without a further event.
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
}

function renderPosition(player) {
    waveform.position = player.position;
    if (!waveform.isHeld) setText("position", clockTime(player.position));
}

function renderState(player, {isFirst = false} = {}) {
    const texts = {loading: "Le son arrive…", failed: "Le son n'arrive pas. Vérifiez la connexion, puis réessayez."};
    const labels = {failed: "Réessayer", paused: "Reprendre"};
    setText("play", player.isWanted ? "Pause" : labels[player.state] ?? (player.position > 0 ? "Reprendre" : "Écouter"));
    byId("play").dataset.state = player.isWanted ? "playing" : "paused";
    if (isFirst) return;
    setText("sound", texts[player.state] ?? "");
    reportPosition(player);
}

/** Draws the sound. Without its picture the slider is a line, which plays as well. */
async function showPeaks(url) {
    const {peaks} = url ? await requestJSON(url).catch(() => ({})) : {};
    if (Array.isArray(peaks)) waveform.peaks = peaks;
}

// MARK: The page

async function open() {
    try {
        await followReplay(live, {
            onReplay: showReplay,
            onError: error => setText("notice", isRefusal(error) && error.status < 500 ? error.message : silentServerText),
        });
    } catch {
        showMissing();
    }
}

open();
