// The creator's page: what a creator can do.

import {Access} from "./access.js";
import {Broadcast, State} from "./broadcast.js";
import {Meter} from "./meter.js";
import {drawCode} from "./qr-code.js";
import {byId, requestJSON, setText, show} from "./roadwave.js";
import {ScreenLock} from "./screen.js";
import {Sound} from "./sound.js";
import {StudioReplay} from "./studio-replay.js";
import {StudioView} from "./studio-view.js";
import {keepToken, onGivenToken} from "./token.js";

/** Under which the live of this tab is kept, for when the page is loaded again. */
const liveKey = "roadwave.live";

/** How often the time of the live is shown, and that of the token looked at, in milliseconds. */
const clockInterval = 500;

/** How long « Copié » stands, in milliseconds. */
const copiedFor = 2000;

class Studio {
    #settings;
    #access;
    #view;
    #sound = new Sound();
    /** A phone that goes to sleep takes the microphone along. */
    #screen = new ScreenLock();
    #replay = new StudioReplay();
    /** The live; a new one for each. */
    #broadcast;
    /** Whether a live is being started: the browser may ask for the microphone meanwhile, and a person presses twice. */
    #isStarting = false;

    /** @param {object} settings of the node, as of `/pages/settings.json` */
    constructor(settings) {
        this.#settings = settings;
        this.#access = new Access(settings);
        this.#view = new StudioView(settings);
        this.#prepare();
    }

    /** Shows the page and takes what the creator does. */
    async open() {
        this.#listen();
        this.#render();
        new Meter(this.#sound);
        setInterval(() => this.#tick(), clockInterval);
        await this.#sound.openIfAllowed();
    }

    #prepare() {
        this.#broadcast = new Broadcast({token: this.#access.token ?? "", settings: this.#settings});
        this.#broadcast.addEventListener("change", () => this.#changed());
        this.#broadcast.addEventListener("notice", ({detail}) => setText("notice", detail));
    }

    #listen() {
        const on = (id, event, act) => byId(id).addEventListener(event, act);
        const submit = act => event => { event.preventDefault(); act(); };
        on("preparation", "submit", submit(() => this.#start(
            (live, track, options) => live.start(track, description(), options))));
        on("resume", "click", () => this.#start(
            (live, track, options) => live.resume(track, sessionStorage.getItem(liveKey), options)));
        on("abandon", "click", () => this.#abandon());
        on("renewal", "submit", submit(() => this.#takeTypedToken()));
        on("open-microphone", "click", () => this.#sound.open());
        on("mute", "click", () => { this.#sound.isMuted = !this.#sound.isMuted; });
        on("stop", "click", () => byId("stop-dialog").showModal());
        on("stop-cancel", "click", () => byId("stop-dialog").close());
        on("stop-confirm", "click", () => this.#stop());
        on("stop-dialog", "close", () => byId("stop").focus());
        on("leave-queue", "click", () => this.#broadcast.stop());
        on("copy", "click", copyLink);
        on("share", "click", () => this.#share());
        on("show-code", "click", showCode);
        on("code-close", "click", () => byId("code-dialog").close());
        on("code-dialog", "close", () => byId("show-code").focus());
        onGivenToken(() => this.#access.token, given => {
            keepToken(given);
            this.#takeToken(given);
        });
        this.#sound.addEventListener("track", () => this.#broadcast.setTrack(this.#sound.track));
        this.#sound.addEventListener("change", () => this.#soundChanged());
        document.addEventListener("visibilitychange", () => { if (this.#broadcast.isOnAir) this.#screen.stayOn(); });
        // A tap beside the page's own buttons must not end a live.
        addEventListener("beforeunload", event => { if (this.#broadcast.isOnAir) event.preventDefault(); });
    }

    // MARK: The live

    async #start(begin) {
        if (this.#isStarting || this.#broadcast.isOnAir) return;
        this.#isStarting = true;
        const pressed = document.activeElement;
        try {
            await this.#takeTypedToken();
            this.#prepare();
            setText("notice", "");
            this.#sound.isMuted = false;
            if (!this.#sound.track && !await this.#sound.open()) return;
            await begin(this.#broadcast, this.#sound.track, {savesData: byId("saves-data").checked});
        } finally {
            this.#isStarting = false;
            this.#render();
            // Nothing came of it: a button that was disabled meanwhile has lost the focus.
            if (document.activeElement === document.body && !pressed?.closest("[hidden]")) pressed?.focus();
        }
    }

    async #stop() {
        byId("stop-dialog").close();
        byId("stop").disabled = true;
        await this.#broadcast.stop();
        byId("stop").disabled = false;
    }

    /** Hands the link to another application of the phone. A cancelled share is not an error. */
    async #share() {
        const title = this.#broadcast.figures?.title ?? byId("title").value;
        await navigator.share({title, text: `J'ai un live en cours\u00a0: ${title}`, url: byId("link").value}).catch(() => {});
    }

    /** Ends the live that this page has left, and makes room for another one. */
    async #abandon() {
        if (this.#isStarting) return;
        this.#isStarting = true;
        this.#render();
        try {
            await this.#takeTypedToken();
            this.#prepare();
            if (await this.#broadcast.abandon(sessionStorage.getItem(liveKey))) sessionStorage.removeItem(liveKey);
        } finally {
            this.#isStarting = false;
            this.#render();
        }
    }

    #changed() {
        const {state, isOnAir, denial, isLeft, live, message, runningLive} = this.#broadcast;
        if (denial !== null) this.#access.denied();
        // Left by another page or application: here too it can be resumed, or ended.
        if (runningLive !== null) sessionStorage.setItem(liveKey, runningLive);
        if (isOnAir) {
            if (sessionStorage.getItem(liveKey) !== live) this.#replay.hide();
            sessionStorage.setItem(liveKey, live);
            if (state === State.live) this.#access.accepted();
            this.#screen.stayOn();
        } else if (state === State.lost || state === State.ended) {
            this.#followReplay(sessionStorage.getItem(liveKey), isLeft);
            sessionStorage.removeItem(liveKey);
            this.#screen.release();
            this.#sound.isMuted = false;
            // Who could not tell the node to stop can see that nothing is recorded.
            if (isLeft) this.#sound.close();
            if (state === State.ended) setText("notice", message);
        }
        if (!isOnAir) for (const id of ["stop-dialog", "code-dialog"]) byId(id).close();
        this.#render();
    }

    /** The node prepares the replay once the live is over, which a live that was left is only when its wait has passed. */
    #followReplay(live, isLeft) {
        if (live) this.#replay.follow(live, isLeft ? 1000 * this.#settings.creator_timeout_s : 0);
    }

    #soundChanged() {
        const {notice} = this.#sound;
        if (notice) setText("notice", notice);
        this.#sound.notice = "";
        this.#render();
    }

    // MARK: The token

    async #takeTypedToken() {
        const {typed} = this.#access;
        if (typed) await this.#takeToken(typed);
    }

    async #takeToken(given) {
        this.#access.token = given;
        await this.#broadcast.renew(given);
        this.#render();
    }

    // MARK: What is shown

    #render() {
        this.#view.render({
            broadcast: this.#broadcast, sound: this.#sound, access: this.#access, isStarting: this.#isStarting,
            isWaitedFor: sessionStorage.getItem(liveKey) !== null,
        });
    }

    #tick() {
        this.#view.renderClock(this.#broadcast);
        if (this.#broadcast.isOnAir && this.#access.warning()) this.#render();
    }
}

/** What there is to say of the live, as `POST /whip` takes it. */
function description() {
    const fields = new URLSearchParams({title: byId("title").value.trim()});
    const zone = byId("zone").value.trim();
    if (zone) fields.set("zone_geo", zone);
    for (const tag of byId("tags").value.split(",").map(text => text.trim()).filter(Boolean)) fields.append("tag", tag);
    fields.set("classification_age", byId("age").value);
    return fields;
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
    setTimeout(() => setText("copy", "Copier"), copiedFor);
}

function showCode() {
    drawCode(byId("code"), byId("link").value);
    setText("code-link", byId("link").value);
    byId("code-dialog").showModal();
}

const settings = await requestJSON("/pages/settings.json").catch(() => null);
if (settings) {
    await new Studio(settings).open();
} else {
    setText("alert-text", "Le serveur ne répond pas. Rechargez la page.");
    show("alert", true);
}
