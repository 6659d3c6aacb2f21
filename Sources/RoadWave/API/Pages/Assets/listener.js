// The listener's page of one live: what it shows, and what a listener can do.

import {NodeClock} from "./clock.js";
import {LiveEdge} from "./edge.js";
import {followEvents} from "./events.js";
import {Latency} from "./latency.js";
import {hasLikedBefore, rememberLike} from "./likes.js";
import {Member} from "./member.js";
import {Nodes, isOver} from "./nodes.js";
import {Player, playsHLS} from "./player.js";
import {byId, clockTime, delay, isRefusal, request, requestJSON, setText, show} from "./roadwave.js";
import {ListenerReplay} from "./listener-replay.js";
import {keepToken, knownToken, onGivenToken} from "./token.js";

/** The last part of the path: a live's identifier has no characters that an address would encode. */
const live = location.pathname.split("/").filter(Boolean).at(-1) ?? "";
const livePath = `/lives/${encodeURIComponent(live)}`;

const stateNames = {live: "En direct", interrupted: "Interrompu", ended: "Terminé", lost: "Terminé"};
const interruptionText = "Le créateur est momentanément déconnecté…";
const silentServerText = "Le serveur ne répond pas. Nouvelle tentative…";

/** Listening needs no account: this text says so once, and names the actions that need one. */
const accountText = "Vous pouvez écouter sans compte. Pour aimer ou signaler ce live, ouvrez-le depuis l'application de la "
    + "radio, où vous êtes connecté.";

/** How often the document of the live is asked for: it also keeps the time of the node. */
const refreshInterval = 15_000;

/** The pauses between two tries to hear of the live, in milliseconds: twice as long each time. */
const [firstPause, longestPause] = [2000, 15_000];

/** The longest that the node may ask to be left alone for, in milliseconds. */
const longestRest = 60_000;

/** How long the browser may look for where it is. */
const positionTimeout = 5000;

/** How long the listener may think about whether to say it, in which time nobody counts them. */
const promptTimeout = 15_000;

const audio = byId("audio");
const clock = new NodeClock();
const latency = new Latency(audio, clock);
/** A new one for each visit: another network may be faster. */
let edge = new LiveEdge();
const player = new Player(audio, {
    isBehind: () => edge.isBehind(latency.seconds(), performance.now()), findNews: () => latency.findNews(),
});

/** The document of the live, as the node last gave it; null before. */
let known = null;
let state = "loading";
/** The sentence of the end; empty while the live goes on. */
let endText = "";
/** Whether the last request for the live was answered. */
let isAnswering = true;
let nodes = null;
let token = null;
let member = null;
let hasLiked = false;
/** The last known number of listeners; null before, and if the live was over by then. */
let lastListeners = null;
const replay = new ListenerReplay(live);
/** Which visit this is: whatever was begun for one before has nothing to go on with. */
let visit = 0;

// MARK: What is shown

function render() {
    const isOver = endText !== "";
    document.body.dataset.state = isOver ? "ended" : isAnswering ? state : "unreachable";
    setText("state", isOver ? "Terminé" : isAnswering ? stateNames[state] ?? "Chargement…" : "Connexion…");
    show("end", isOver);
    setText("end-text", endText);
    byId("end").className = `banner ${/problème/.test(endText) ? "danger" : "ended"}`;
    show("elsewhere", isOver && !player.isActive);
    show("live", !isOver || known !== null);
    show("interruption", !isOver && (state === "interrupted" || !isAnswering));
    setText("interruption-text", isAnswering ? interruptionText : silentServerText);
    show("listening", !isOver || player.isActive);
    show("join", !player.isActive || player.state === "blocked");
    setText("join", player.isActive ? "Reprendre le son" : "Rejoindre le live");
    show("quit", player.isActive);
    show("position-field", !player.isActive && "geolocation" in navigator);
    show("reactions", !isOver && known !== null);
    show("delay", !isOver || player.isActive);
    byId("join").disabled = known === null || isOver;
    byId("like").disabled = !token;
    // Disabled, it would take the keyboard's place in the page along.
    byId("like").setAttribute("aria-disabled", `${hasLiked}`);
    byId("like").setAttribute("aria-pressed", `${hasLiked}`);
    byId("report").disabled = !token;
    setText("sound", soundText());
    renderTimes();
}

/** What there is to say of the sound, and of who counts it. */
function soundText() {
    const texts = {
        starting: "Le son arrive…", stalled: "Le son s'est interrompu. Reprise…",
        blocked: "Le son est en pause.", late: "Retour au direct…",
    };
    if (!playsHLS(audio)) return "Ce navigateur ne lit pas les lives. Essayez Safari, Chrome ou Edge.";
    if (endText && player.isActive) return "Vous entendez la fin du live.";
    const sound = texts[player.state] ?? "";
    const uncounted = player.isActive && member.problem
        ? `Vous écoutez sans être compté parmi les auditeurs. ${member.problem}` : "";
    return [sound, uncounted].filter(Boolean).join(" ");
}

/** What changes with time: read out to nobody. */
function renderTimes() {
    if (!known) return;
    const end = known.ended_at ? Date.parse(known.ended_at) : clock.now();
    setText("duration", clockTime((end - Date.parse(known.started_at)) / 1000));
    setText("latency", player.state === "playing" ? latencyText(latency.seconds()) : "–");
}

function latencyText(seconds) {
    if (seconds === null) return "Mesure…";
    return `${seconds.toLocaleString("fr-FR", {minimumFractionDigits: 1, maximumFractionDigits: 1})} s`;
}

/** Once the live is over, the figures are those of its end: the node no longer counts. */
function renderCounts({listeners, likes}) {
    if (endText) listeners = lastListeners;
    else lastListeners = listeners;
    show("listeners-fact", listeners !== null);
    setText("listeners", (listeners ?? 0).toLocaleString("fr-FR"));
    setText("likes", likes.toLocaleString("fr-FR"));
}

function renderLive() {
    document.title = `${known.title} · RoadWave`;
    setText("title", known.title);
    setText("about", [known.zone_geo, ...known.tags, known.classification_age].filter(Boolean).join(" · "));
    renderCounts(known);
    if ("mediaSession" in navigator) {
        navigator.mediaSession.metadata = new MediaMetadata({title: known.title, artist: "RoadWave"});
    }
}

// MARK: What the node says

/** Asks for the live. @returns null once the node told of it; else the milliseconds that it wants to be left alone */
async function refresh() {
    const asked = Date.now();
    try {
        const response = await request(livePath);
        clock.see(response, asked);
        known = await response.json();
        // Before its figures are shown, which are those of after the end.
        if (isOver(known)) end(known.ended_message);
        // The network is back: there is sound to be had before the player's next try.
        if (!isAnswering) player.retry();
        isAnswering = true;
        state = known.state;
        renderLive();
        render();
        return null;
    } catch (error) {
        if (!isRefusal(error) && await hearElsewhere()) return null;
        isAnswering = isRefusal(error) && error.status < 500;
        const isGone = isRefusal(error) && error.isGone;
        if (isGone) end(known ? "Le live est terminé." : error.message);
        render();
        return isGone ? null : Math.min(1000 * (error.retryAfter ?? 0), longestRest);
    }
}

/** Asks another node about the live of a silent node. @returns whether it is over; the page then shows the end */
async function hearElsewhere() {
    const {document} = await nodes.find(live, location.origin) ?? {};
    if (!isOver(document)) return false;
    known = document;
    isAnswering = true;
    state = known.state;
    end(known.ended_message);
    renderLive();
    render();
    return true;
}

/** Asks for the live until the node tells of it, and of what is waited for. */
async function hear(isEnough = () => true) {
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
        const rest = await refresh();
        if (rest === null && isEnough()) return;
        await delay(Math.max(pause, rest ?? 0));
    }
}

/** The live is over. What the player has is heard to its end. */
function end(text) {
    if (endText) return;
    endText = text || "Le live est terminé.";
    leave();
    replay.follow();
    byId("report-dialog").close();
    if (player.state !== "playing") player.stop();
    render();
}

/** Follows the live to its end, over nodes that die and come back. */
async function follow(keepAlive) {
    await hear();
    if (endText) return;
    try {
        await followEvents(`${livePath}/events`, {
            live_state: event => { isAnswering = true; state = event.state; render(); },
            counters: renderCounts,
            ended: event => end(event.listener_message),
        }, {token, keepAlive, onBreak: refresh});
    } catch {
        // Over, or lost with its node: the document says which, once there is a node that answers.
    }
    await hear(() => endText !== "");
}

// MARK: What a listener does

async function join() {
    const joining = ++visit;
    const position = byId("shares-position").checked ? await approximatePosition() : null;
    // A listener who has left meanwhile is not counted, and neither is a listener without an account, which listening
    // does not need.
    if (joining === visit && token) member.join(position);
}

function leave() {
    visit += 1;
    member?.leave();
}

function start() {
    edge = new LiveEdge();
    // At once: a browser plays sound for the gesture, and not for what comes of it later.
    player.start(known.playlist_url);
    join();
    byId("quit").focus();
}

function quit() {
    player.stop();
    leave();
    byId("join").focus();
}

/** Where the listener is, to a hundredth of a degree; null when the browser does not say. */
function approximatePosition() {
    const rounded = degrees => Math.round(100 * degrees) / 100;
    return new Promise(resolve => {
        // The time-out of the browser does not run while it asks.
        setTimeout(() => resolve(null), promptTimeout);
        navigator.geolocation.getCurrentPosition(
            ({coords}) => resolve({lat: rounded(coords.latitude), lon: rounded(coords.longitude)}),
            () => resolve(null), {timeout: positionTimeout, maximumAge: 600_000});
    });
}

async function like() {
    if (hasLiked) return;
    try {
        await request(`${livePath}/likes`, {method: "POST", token});
        rememberLike(live, token);
        hasLiked = true;
        setText("notice", "Merci\u202f! Votre «\u00a0J'aime\u00a0» est compté.");
    } catch (error) {
        setText("notice", isRefusal(error) ? error.message : silentServerText);
    }
    render();
}

async function report(event) {
    event.preventDefault();
    try {
        await request(`${livePath}/reports`, {
            method: "POST", token, headers: {"Content-Type": "application/json"},
            body: JSON.stringify({category: byId("category").value}),
        });
        byId("report-dialog").close();
        setText("notice", "Merci. Votre signalement est transmis à l'équipe de la radio.");
    } catch (error) {
        setText("report-problem", isRefusal(error) ? error.message : silentServerText);
    }
}

function openReport() {
    byId("report-form").reset();
    setText("report-problem", "");
    byId("report-dialog").showModal();
}

// MARK: The page

/** Goes on as whom the application now says: the token of before may have expired. */
function take(given) {
    keepToken(given);
    token = given;
    member.token = given;
    hasLiked = hasLikedBefore(live, token);
    setText("notice", "");
    // Who is counted still is; who is not joins.
    if (player.isActive && !endText) join();
    render();
}

async function settings() {
    while (true) {
        try {
            return await requestJSON("/pages/settings.json");
        } catch {
            isAnswering = false;
            render();
            await delay(2000);
        }
    }
}

async function open() {
    const node = await settings();
    nodes = new Nodes(node);
    token = knownToken(node);
    hasLiked = token !== null && hasLikedBefore(live, token);
    member = new Member(live, token);
    member.addEventListener("change", render);
    member.addEventListener("over", refresh);
    player.addEventListener("load", () => latency.reset());
    player.addEventListener("change", () => {
        if (player.state === "ended") leave();
        // Silence is the first sign of a live that is over, and of a node that is.
        if (player.state === "ended" || player.state === "stalled") refresh();
        render();
    });
    onGivenToken(() => token, take);
    byId("join").addEventListener("click", start);
    byId("quit").addEventListener("click", quit);
    byId("volume").addEventListener("input", () => { audio.volume = byId("volume").value / 100; });
    byId("like").addEventListener("click", like);
    byId("report").addEventListener("click", openReport);
    byId("report-form").addEventListener("submit", report);
    byId("report-cancel").addEventListener("click", () => byId("report-dialog").close());
    byId("report-dialog").addEventListener("close", () => byId("report").focus());
    addEventListener("pagehide", leave);
    // Back from the browser's cache, where nothing was counted.
    addEventListener("pageshow", event => { if (event.persisted && player.isActive) join(); });
    if (!token) setText("notice", accountText);
    setInterval(renderTimes, 1000);
    const look = () => { if (!endText && document.visibilityState === "visible") refresh(); };
    setInterval(look, refreshInterval);
    // Seen again, what may have changed meanwhile is asked for at once.
    document.addEventListener("visibilitychange", look);
    await follow(1000 * node.event_keep_alive_s);
}

open();
