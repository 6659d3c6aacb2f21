// What the creator's page shows, as it follows from the live, the sound and the token.

import {State} from "./broadcast.js";
import {insecureContextMessage} from "./microphone.js";
import {byId, clockTime, kilobits, setText, show} from "./roadwave.js";

const stateNames = {
    [State.connecting]: "Connexion…", [State.live]: "En direct", [State.interrupted]: "Interrompu",
};
const qualityNames = {good: "Bonne", fair: "Moyenne", poor: "Mauvaise", unstable: "Instable"};

/** The page's sections, of which one is shown, and the keyboard's place among them. */
export class StudioView {
    #settings;
    /** Which section is shown; null before the first. */
    #section = null;

    /** @param {{public_url?: string}} settings of the node */
    constructor(settings) { this.#settings = settings; }

    /**
     * @param {object} shown
     * @param {Broadcast} shown.broadcast
     * @param {Sound} shown.sound
     * @param {Access} shown.access
     * @param {boolean} shown.isStarting whether what the creator has pressed is being done
     * @param {boolean} shown.isWaitedFor whether a live of this tab may be waiting
     */
    render({broadcast, sound, access, isStarting, isWaitedFor}) {
        const {state, isOnAir} = broadcast;
        const isBusy = isStarting || state === State.requesting || state === State.queued;
        const mayResume = isWaitedFor && [State.idle, State.requesting].includes(state);
        const section = isOnAir ? "on-air" : state === State.queued ? "queue" : mayResume ? "resumption" : "preparation";
        document.body.dataset.state = state;
        document.body.dataset.muted = `${isOnAir && sound.isMuted}`;
        document.title = isOnAir ? `${sound.isMuted && state === State.live ? "Micro coupé" : stateNames[state]} · RoadWave` : "Studio · RoadWave";
        for (const id of ["on-air", "queue", "resumption", "preparation"]) show(id, id === section);
        byId("start").disabled = isBusy || insecureContextMessage() !== null;
        byId("resume").disabled = byId("abandon").disabled = isBusy;
        setText("start", isBusy ? "Connexion…" : "Démarrer le live");
        show("open-microphone", !sound.track);
        place("sound", isOnAir ? "sound-on-air" : "sound-before");
        this.#renderToken(access, isOnAir, mayResume);
        renderMessages(broadcast, sound);
        if (state === State.queued) setText("queue-text", queueText(broadcast.queuePosition));
        if (isOnAir) this.#renderLive(broadcast, sound);
        this.#followFocus(section);
    }

    /** How long the live has been going on: read out to nobody. */
    renderClock({isOnAir, startedAt}) {
        if (isOnAir && startedAt) setText("duration", clockTime((Date.now() - startedAt) / 1000));
    }

    #renderToken(access, isOnAir, mayResume) {
        const warning = isOnAir ? access.warning() : "";
        const isNeeded = access.token === null || warning !== "";
        // The form of a new live has room for it where that form is shown.
        const renews = isNeeded && (isOnAir || mayResume);
        place("token-field", renews ? "token-renewed" : "token-before");
        show("token-field", isNeeded);
        show("renewal", renews);
        setText("renewal-text", warning);
    }

    #renderLive(broadcast, sound) {
        const {figures} = broadcast;
        const isMuted = sound.isMuted && broadcast.state === State.live;
        setText("state", isMuted ? "Micro coupé" : stateNames[broadcast.state]);
        setText("on-air-title", figures?.title ?? byId("title").value);
        setText("listeners", (figures?.listeners ?? 0).toLocaleString("fr-FR"));
        // Of a broken connection, the node has only old figures.
        const quality = broadcast.state === State.live ? figures?.quality ?? "unknown" : "unknown";
        byId("quality").dataset.quality = quality;
        const unknown = broadcast.state === State.interrupted ? "–" : "Mesure…";
        setText("quality", qualityNames[quality] ?? unknown);
        setText("bitrate", kilobits(broadcast.bitrate));
        const {origin} = broadcast;
        const root = origin === location.origin ? this.#settings.public_url ?? origin : origin;
        const link = `${root}/ecouter/${broadcast.live}`;
        if (byId("link").value !== link) byId("link").value = link;
        setText("mute", sound.isMuted ? "Rétablir le micro" : "Couper le micro");
        show("share", typeof navigator.share === "function");
    }

    /** The keyboard goes on at the heading of what has come in the place of what had the focus. */
    #followFocus(section) {
        const isNew = this.#section !== null && section !== this.#section;
        this.#section = section;
        const focused = document.activeElement ?? document.body;
        if (focused.closest("[hidden]") || isNew && focused === document.body) byId(`${section}-title`).focus();
    }
}

function renderMessages(broadcast, sound) {
    const said = broadcast.state === State.queued ? "" : broadcast.message;
    // What goes on by itself is a warning; what needs the creator is an alert.
    const isPassing = broadcast.state === State.interrupted || broadcast.state === State.ended;
    const denial = broadcast.isOnAir && broadcast.denial !== null
        ? `${broadcast.denial} Donnez un nouveau jeton pour continuer le live.` : "";
    const alert = [sound.problem, denial || (isPassing ? "" : said)].filter(Boolean).join(" ");
    const warning = broadcast.state === State.interrupted ? said : broadcast.warning ?? broadcast.announcement ?? "";
    setText("alert-text", alert);
    show("alert", alert !== "");
    setText("warning-text", warning);
    show("warning", warning !== "");
}

const queueText = position =>
    `Toutes les places sont prises. Vous êtes n°\u00a0${position} dans la file\u00a0: laissez cette page ouverte, votre live `
    + "démarrera de lui-même dès qu'une place se libère.";

/** Puts an element where it belongs; one that is there already keeps the focus. */
function place(id, parent) {
    if (byId(id).parentElement !== byId(parent)) byId(parent).append(byId(id));
}
