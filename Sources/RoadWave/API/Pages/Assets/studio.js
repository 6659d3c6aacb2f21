// The creator's page: what it shows, and what a creator can do.

import {byId, clockTime, kilobits, make, requestJSON, setText, show} from "./roadwave.js";
import {Broadcast, State} from "./broadcast.js";
import {ScreenLock} from "./screen.js";
import {forgetToken, keepToken, knownToken, onGivenToken} from "./token.js";
import {Microphone, floorDecibels, insecureContextMessage, microphoneMessage, microphones} from "./microphone.js";

const stateNames = {
    [State.connecting]: "Connexion…", [State.live]: "En direct", [State.interrupted]: "Interrompu",
};
const qualityNames = {good: "Bonne", fair: "Moyenne", poor: "Mauvaise", unstable: "Instable"};

/** Seconds without a sound after which a creator is told. */
const silenceBeforeNotice = 6;

/** Under which the live of this tab is kept, for when the page is loaded again. */
const liveKey = "roadwave.live";

/** What the node says of itself; set before anything can be done. */
let settings;
/** Who publishes; null as long as there is no token where one is needed. */
let token;
/** The live; a new one for each. */
let broadcast;
/** Whether a live is being started: the browser may ask for the microphone meanwhile, and a person presses twice. */
let isStarting = false;
const microphone = new Microphone();
let microphoneProblem = "";
/** Which of the page's sections is shown; null before the first. */
let shownSection = null;
let opening = Promise.resolve(false);
let isMuted = false;
let soundAt = performance.now();
/** A phone that goes to sleep takes the microphone along. */
const screenLock = new ScreenLock();

// MARK: The microphone

/** Opens the microphone that is chosen. @returns whether it is open */
function openMicrophone() {
    // One after the other: of two that are asked for at once, the first might come last.
    opening = opening.then(openChosenMicrophone, openChosenMicrophone);
    return opening;
}

async function openChosenMicrophone() {
    const insecure = insecureContextMessage();
    try {
        if (insecure) throw new Error(insecure);
        await microphone.open({
            device: byId("microphone").value || undefined, cleansVoice: byId("cleans-voice").checked,
            levelsVolume: byId("levels-volume").checked,
        });
        microphoneProblem = "";
        soundAt = performance.now();
        microphone.track.enabled = !isMuted;
        await broadcast.setTrack(microphone.track);
    } catch (error) {
        microphoneProblem = insecure ?? microphoneMessage(error);
    }
    await listMicrophones();
    render();
    return microphoneProblem === "";
}

async function listMicrophones() {
    if (insecureContextMessage()) return;
    const select = byId("microphone");
    const found = await microphones().catch(() => []);
    const options = found.map(({id, name}) => make("option", {value: id}, name));
    select.replaceChildren(...(options.length > 0 ? options : [make("option", {value: ""}, "Micro par défaut")]));
    if (microphone.device) select.value = microphone.device;
    select.disabled = options.length < 2;
}

/** A microphone was plugged in or out. */
async function devicesChanged() {
    const found = await microphones().catch(() => []);
    if (microphone.track && !found.some(({id}) => id === microphone.device)) return microphoneLost();
    await listMicrophones();
}

/** The show goes on with the microphone that is left, and the creator is told. */
async function microphoneLost() {
    microphone.close();
    byId("microphone").value = "";
    if (await openMicrophone()) {
        const name = byId("microphone").selectedOptions[0]?.textContent ?? "";
        setText("notice", `Le micro a été débranché. Le live continue avec : ${name}.`);
    } else {
        microphoneProblem = "Le micro a été débranché. Branchez-en un, puis choisissez-le.";
        render();
    }
}

function renderLevel() {
    const level = microphone.level();
    const meter = byId("meter");
    const share = level && !isMuted ? 1 - level.decibels / floorDecibels : 0;
    byId("meter-bar").style.setProperty("--level", share.toFixed(3));
    meter.dataset.peak = isMuted ? "muted" : level?.isClipping ? "high" : "";
    requestAnimationFrame(renderLevel);
}

/** The words of the level, which change more slowly than the bar, and also while the page is not in front. */
function renderLevelText() {
    const level = microphone.level();
    if (level && (!level.isSilent || isMuted)) soundAt = performance.now();
    const meter = byId("meter");
    const rounded = Math.round(level && !isMuted ? level.decibels : floorDecibels);
    meter.setAttribute("aria-valuenow", `${rounded}`);
    meter.setAttribute("aria-valuetext", level ? (isMuted ? "micro coupé" : `${rounded} décibels`) : "micro fermé");
    const isQuiet = performance.now() - soundAt > 1000 * silenceBeforeNotice;
    setText("level-text", !level ? "Le niveau s'affiche une fois le micro ouvert."
        : isMuted ? "Le micro est coupé : vos auditeurs entendent du silence."
        : level.isClipping ? "Trop fort : éloignez le micro."
        : isQuiet ? "Aucun son : vérifiez le micro choisi."
        : "Le micro vous entend.");
}

// MARK: The live

function description() {
    const fields = new URLSearchParams({title: byId("title").value.trim()});
    const zone = byId("zone").value.trim();
    if (zone) fields.set("zone_geo", zone);
    for (const tag of byId("tags").value.split(",").map(text => text.trim()).filter(Boolean)) fields.append("tag", tag);
    fields.set("classification_age", byId("age").value);
    return fields;
}

function newBroadcast() {
    broadcast = new Broadcast({token: token ?? "", settings});
    broadcast.addEventListener("change", changed);
}

async function start(begin) {
    if (isStarting || broadcast.isOnAir) return;
    isStarting = true;
    const pressed = document.activeElement;
    try {
        await takeTypedToken();
        newBroadcast();
        setText("notice", "");
        render();
        setMuted(false);
        if (!microphone.track && !await openMicrophone()) return;
        await begin(broadcast, microphone.track, {savesData: byId("saves-data").checked});
    } finally {
        isStarting = false;
        render();
        // Nothing came of it: a button that was disabled meanwhile has lost the focus.
        if (document.activeElement === document.body && !pressed?.closest("[hidden]")) pressed?.focus();
    }
}

function changed() {
    if (broadcast.denial !== null) denied();
    if (broadcast.isOnAir) {
        sessionStorage.setItem(liveKey, broadcast.live);
        if (broadcast.state === State.live) accepted();
        screenLock.stayOn();
    } else if ([State.lost, State.ended].includes(broadcast.state)) {
        sessionStorage.removeItem(liveKey);
        screenLock.release();
        setMuted(false);
        // Who could not tell the node to stop can see that nothing is recorded.
        if (broadcast.isLeft) microphone.close();
    }
    render();
}

function setMuted(isSilent) {
    isMuted = isSilent;
    if (microphone.track) microphone.track.enabled = !isMuted;
}

// MARK: The token

/** A token is kept for the tab once the node has taken it. */
function accepted() {
    if (!settings.verifies_tokens || token === null) return;
    keepToken(token);
    byId("token").value = "";
}

/** The node does not take the token: the page asks for another one. */
function denied() {
    if (!settings.verifies_tokens) return;
    forgetToken();
    token = null;
}

async function takeTypedToken() {
    const typed = byId("token").value.trim();
    if (typed && typed !== token) await takeToken(typed);
}

async function takeToken(given) {
    token = given;
    await broadcast.renew(given);
    render();
}

// MARK: What is shown

function render() {
    const {state, isOnAir} = broadcast;
    const isWaiting = isStarting || state === State.requesting || state === State.queued;
    const mayResume = [State.idle, State.requesting].includes(state) && sessionStorage.getItem(liveKey) !== null;
    document.body.dataset.state = state;
    document.title = isOnAir ? `${stateNames[state]} · RoadWave` : "Studio · RoadWave";
    show("on-air", isOnAir);
    show("queue", state === State.queued);
    show("resumption", mayResume);
    show("preparation", !isOnAir && state !== State.queued && !mayResume);
    byId("start").disabled = isWaiting || insecureContextMessage() !== null;
    byId("resume").disabled = byId("abandon").disabled = isWaiting;
    setText("start", isWaiting ? "Connexion…" : "Démarrer le live");
    show("open-microphone", !microphone.track);
    place("sound", isOnAir ? "sound-on-air" : "sound-before");
    // The form of a new live has room for it where that form is shown.
    const renews = token === null && (isOnAir || mayResume);
    place("token-field", renews ? "token-renewed" : "token-before");
    show("token-field", token === null);
    show("renewal", renews);
    renderMessages();
    if (state === State.queued) renderQueue();
    if (isOnAir) renderLive();
    const section = isOnAir ? "on-air" : state === State.queued ? "queue" : mayResume ? "resumption" : "preparation";
    followFocus(section);
}

/** Puts an element where it belongs; one that is there already keeps the focus. */
function place(id, parent) {
    if (byId(id).parentElement !== byId(parent)) byId(parent).append(byId(id));
}

/** The keyboard goes on at the heading of what has come in the place of what had the focus. */
function followFocus(section) {
    const isNew = shownSection !== null && section !== shownSection;
    shownSection = section;
    const focused = document.activeElement ?? document.body;
    if (focused.closest("[hidden]") || isNew && focused === document.body) byId(`${section}-title`).focus();
}

function renderMessages() {
    const said = broadcast.state === State.queued ? "" : broadcast.message;
    // What goes on by itself is a warning; what needs the creator is an alert.
    const isPassing = broadcast.state === State.interrupted || broadcast.state === State.ended;
    const denial = broadcast.isOnAir && broadcast.denial !== null
        ? `${broadcast.denial} Donnez un nouveau jeton pour continuer le live.` : "";
    const alert = [insecureContextMessage() ?? microphoneProblem, denial || (isPassing ? "" : said)]
        .filter(Boolean).join(" ");
    const warning = broadcast.state === State.interrupted ? said : broadcast.warning ?? "";
    setText("alert-text", alert);
    show("alert", alert !== "");
    setText("warning-text", warning);
    show("warning", warning !== "");
    if (broadcast.state === State.ended) setText("notice", said);
    else if (broadcast.notice) setText("notice", broadcast.notice);
}

function renderQueue() {
    setText("queue-text", `Toutes les places sont prises. Vous êtes n° ${broadcast.queuePosition} dans la file : `
        + "laissez cette page ouverte, votre live démarrera de lui-même dès qu'une place se libère.");
}

function renderLive() {
    const {figures} = broadcast;
    setText("state", stateNames[broadcast.state]);
    setText("on-air-title", figures?.title ?? byId("title").value);
    setText("listeners", (figures?.listeners ?? 0).toLocaleString("fr-FR"));
    const quality = figures?.quality ?? "unknown";
    byId("quality").dataset.quality = quality;
    setText("quality", qualityNames[quality] ?? "En mesure…");
    setText("bitrate", kilobits(broadcast.bitrate));
    const link = `${settings.public_url ?? location.origin}/ecouter/${broadcast.live}`;
    if (byId("link").value !== link) byId("link").value = link;
    byId("mute").setAttribute("aria-pressed", `${isMuted}`);
}

function renderClock() {
    if (broadcast.isOnAir && broadcast.startedAt) {
        setText("duration", clockTime((Date.now() - broadcast.startedAt) / 1000));
    }
}

// MARK: What a creator does

function listen() {
    byId("preparation").addEventListener("submit", event => {
        event.preventDefault();
        start((live, track, options) => live.start(track, description(), options));
    });
    byId("open-microphone").addEventListener("click", openMicrophone);
    for (const id of ["microphone", "cleans-voice", "levels-volume"]) {
        byId(id).addEventListener("change", () => { if (microphone.track || microphoneProblem) openMicrophone(); });
    }
    byId("mute").addEventListener("click", () => {
        setMuted(!isMuted);
        render();
        renderLevelText();
    });
    byId("stop").addEventListener("click", async event => {
        event.target.disabled = true;
        await broadcast.stop();
        event.target.disabled = false;
    });
    byId("leave-queue").addEventListener("click", () => broadcast.stop());
    byId("copy").addEventListener("click", copyLink);
    byId("resume").addEventListener("click", () => {
        const left = sessionStorage.getItem(liveKey);
        start((live, track, options) => live.resume(track, left, options));
    });
    byId("abandon").addEventListener("click", abandon);
    byId("renewal").addEventListener("submit", event => {
        event.preventDefault();
        takeTypedToken();
    });
    onGivenToken(given => {
        keepToken(given);
        takeToken(given);
    });
    microphone.onlost = microphoneLost;
    navigator.mediaDevices?.addEventListener("devicechange", devicesChanged);
    document.addEventListener("visibilitychange", () => { if (broadcast.isOnAir) screenLock.stayOn(); });
    // A tap beside the page's own buttons must not end a live.
    window.addEventListener("beforeunload", event => { if (broadcast.isOnAir) event.preventDefault(); });
}

/** Ends the live that this page has left, and makes room for another one. */
async function abandon() {
    if (isStarting) return;
    isStarting = true;
    render();
    try {
        await takeTypedToken();
        newBroadcast();
        if (await broadcast.abandon(sessionStorage.getItem(liveKey))) sessionStorage.removeItem(liveKey);
    } finally {
        isStarting = false;
        render();
    }
}

async function copyLink() {
    const link = byId("link");
    try {
        await navigator.clipboard.writeText(link.value);
        setText("copy", "Copié");
    } catch {
        link.select();
        setText("copy", "Sélectionné");
    }
    setTimeout(() => setText("copy", "Copier"), 2000);
}

/** Where the microphone was allowed before, its level shows at once. */
async function openIfAllowed() {
    const permission = await navigator.permissions?.query({name: "microphone"}).catch(() => null);
    if (permission?.state === "granted") await openMicrophone();
}

async function begin() {
    settings = await requestJSON("/pages/settings.json").catch(() => null);
    if (!settings) {
        setText("alert-text", "Le serveur ne répond pas. Rechargez la page.");
        return show("alert", true);
    }
    token = knownToken(settings);
    newBroadcast();
    listen();
    render();
    renderLevel();
    renderLevelText();
    setInterval(renderLevelText, 500);
    setInterval(renderClock, 500);
    await openIfAllowed();
}

begin();
