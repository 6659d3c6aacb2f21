// Publishing over WHIP (RFC 9725): one live, over as many connections as its network makes necessary.

import {Problem, delay, isRefusal, request} from "./roadwave.js";

/** How long a new live is waited for: a node under load takes its time to start an encoder. */
const startTimeout = 20_000;

/** How soon a connection is noticed, in milliseconds. */
const connectionCheckInterval = 100;

/** How Opus is to be encoded: in the order of RFC 7587 §6.1. */
function opusParameters({savesData}) {
    // What is lost once is in the packet after it; one channel, since it is a voice.
    return `minptime=10;useinbandfec=1;stereo=0;sprop-stereo=0;usedtx=${savesData ? 1 : 0}`;
}

/**
 * The offer with other parameters of Opus, and with retransmission: the node answers with them, and the browser does as it
 * is answered. Browsers can send lost audio again (RFC 4585 section 6.2.1), and do not offer it by themselves.
 * See docs/decisions/pages.md, « Lost audio is sent again ».
 */
export function withOpusParameters(sdp, options) {
    const payloadType = sdp.match(/^a=rtpmap:(\d+) opus\/48000\/2\r?$/im)?.[1];
    if (!payloadType) return sdp;
    const lines = [`a=rtcp-fb:${payloadType} nack`, `a=fmtp:${payloadType} ${opusParameters(options)}`];
    if (sdp.includes(lines[0])) lines.shift();
    return sdp.replace(
        new RegExp(`^a=fmtp:${payloadType} .*?(\\r?)$`, "m"), lines.map(line => `${line}$1`).join("\n"));
}

/** A value of an SDP attribute that comes once. */
const attribute = (sdp, name) => sdp.match(new RegExp(`^a=${name}:(.*?)\\r?$`, "m"))?.[1] ?? "";

/** The fragment that asks for new ICE credentials (RFC 9725 §4.3.3), of a description that has them. */
export function restartFragment(sdp) {
    const lines = [
        `a=ice-ufrag:${attribute(sdp, "ice-ufrag")}`, `a=ice-pwd:${attribute(sdp, "ice-pwd")}`,
        "m=audio 9 UDP/TLS/RTP/SAVPF 0", `a=mid:${attribute(sdp, "mid")}`,
    ];
    return lines.map(line => line + "\r\n").join("");
}

/** The answer of before with the credentials and candidates of a fragment. */
export function restartedAnswer(answer, fragment) {
    const candidates = fragment.match(/^a=candidate:.*$/gm) ?? [];
    return answer
        .replace(/^a=ice-ufrag:.*?(\r?)$/gm, `a=ice-ufrag:${attribute(fragment, "ice-ufrag")}$1`)
        .replace(/^a=ice-pwd:.*?(\r?)$/gm, `a=ice-pwd:${attribute(fragment, "ice-pwd")}$1`)
        .replace(/^a=candidate:.*\r?\n/gm, "")
        .replace(/^a=end-of-candidates\r?\n/gm, candidates.map(line => line.trim() + "\r\n").join("") + "$&");
}

/** The identifier of the live that a session's address ends with. */
export const liveOf = location => new URL(location, document.baseURI).pathname.split("/").pop() ?? "";

/**
 * Ends a live.
 *
 * @param {string | URL} location the address of its session
 * @param {string} token
 * @throws {Problem} when the node refuses; `TypeError` or `TimeoutError` when it does not answer
 */
export async function endLive(location, token) {
    try {
        await request(location, {method: "DELETE", token});
    } catch (error) {
        // It is over already.
        if (!(error instanceof Problem && [404, 409, 410].includes(error.status))) throw error;
    }
}

/** The address of the session that an answer tells of. */
const locationOf = response => new URL(response.headers.get("Location") ?? "", response.url).href;

/** The answer to a request for a new live, if it comes in time. A live that begins later has nobody in it: it ends. */
function endedIfLate(asked, token) {
    let isLate = false;
    const patience = delay(startTimeout).then(() => {
        isLate = true;
        throw new DOMException("no answer in time", "TimeoutError");
    });
    asked.then(response => isLate ? endLive(locationOf(response), token) : null).catch(() => {});
    return Promise.race([asked, patience]);
}

/**
 * A live that is being published.
 *
 * The node is ICE-lite and learns the browser's addresses from its checks: the offer leaves at once, without candidates.
 */
export class WHIPSession {
    #location = null;
    #entityTag = null;
    /** Whether the node may have changed the session by a request whose answer was lost. */
    #mayHaveChanged = false;
    #peer = null;
    #sender = null;
    #track;
    #bitrate;
    #options;

    /** Who publishes, for the node; it may be replaced by a later one of the same person. */
    token;

    /** Called with the `connectionState` of the connection that counts, whenever it changes. */
    onstate = () => {};

    /**
     * @param {MediaStreamTrack} track what is published
     * @param {{token: string, bitrate: number, savesData: boolean}} options `bitrate` in Opus bits per second
     */
    constructor(track, {token, bitrate, savesData}) {
        this.#track = track;
        this.token = token;
        this.#bitrate = bitrate;
        this.#options = {savesData};
    }

    /** The address of the session; null before there is one. */
    get location() { return this.#location; }
    /** The identifier of the live. */
    get live() { return this.#location ? liveOf(this.#location) : null; }
    /** The state of the connection. */
    get state() { return this.#peer?.connectionState ?? "new"; }
    /** Opus bits per second that the browser encodes at, at most. */
    get bitrate() { return this.#bitrate; }

    /**
     * Asks for a live.
     *
     * @param {URL} endpoint the WHIP address, with what there is to say of the live
     * @throws {Problem} when the node refuses; `TypeError` or `TimeoutError` when it does not answer
     */
    start(endpoint) {
        return this.#open(offer => endedIfLate(this.#ask(endpoint, {...offer, timeout: Infinity}), this.token));
    }

    /**
     * Asks for another connection of a live.
     *
     * @param {URL} endpoint the WHIP address with `live_id`
     * @throws {Problem} when the node refuses; `TypeError` or `TimeoutError` when it does not answer
     */
    resume(endpoint) {
        return this.#open(offer => this.#ask(endpoint, offer));
    }

    /** Asks for new ICE credentials on the same connection: the network has changed, what was negotiated stands. */
    async restart() {
        const peer = this.#peer;
        if (!peer || peer.signalingState !== "stable") return;
        const former = peer.remoteDescription.sdp;
        await peer.setLocalDescription(await peer.createOffer({iceRestart: true}));
        try {
            const response = await this.#ask(this.#location, {
                method: "PATCH",
                headers: {"Content-Type": "application/trickle-ice-sdpfrag", "If-Match": this.#entityTag ?? "*"},
                body: restartFragment(peer.localDescription.sdp),
            });
            // 204: the node took the credentials for those that it had.
            const answer = response.status === 200 ? restartedAnswer(former, await response.text()) : former;
            this.#entityTag = response.headers.get("ETag") ?? this.#entityTag;
            this.#mayHaveChanged = false;
            await peer.setRemoteDescription({type: "answer", sdp: answer});
        } catch (error) {
            if (peer.signalingState === "have-local-offer") await peer.setLocalDescription({type: "rollback"});
            throw error;
        }
    }

    /** Whether an error of ``restart()`` says that another page or device goes on with the live. */
    isTakenOver(error) {
        return isRefusal(error) && error.status === 412 && !this.#mayHaveChanged;
    }

    /** Whether there is a connection within a time, in milliseconds. Also false once `signal` is aborted. */
    async isConnected(milliseconds, signal) {
        const deadline = performance.now() + milliseconds;
        while (!signal.aborted && this.state !== "connected") {
            if (performance.now() >= deadline) return false;
            await delay(connectionCheckInterval, signal).catch(() => {});
        }
        return !signal.aborted;
    }

    /** Has the browser encode at another bitrate, from the next packet on. */
    async setBitrate(bitsPerSecond) {
        this.#bitrate = bitsPerSecond;
        const parameters = this.#sender?.getParameters();
        if (!parameters?.encodings?.length) return;
        parameters.encodings[0].maxBitrate = bitsPerSecond;
        await this.#sender.setParameters(parameters);
    }

    /** Publishes another microphone, without a break. */
    async setTrack(track) {
        this.#track = track;
        await this.#sender?.replaceTrack(track);
    }

    /** Ends the live; see ``endLive``. */
    async end() {
        if (this.#location) await endLive(this.#location, this.token);
    }

    /** Closes the connection. Without ``end()`` the live waits for its creator. */
    close() {
        const peer = this.#peer;
        this.#peer = null;
        this.#sender = null;
        peer?.close();
    }

    #take(peer, sender) {
        const former = this.#peer;
        this.#peer = peer;
        this.#sender = sender;
        former?.close();
        peer.onconnectionstatechange = () => {
            if (this.#peer === peer) this.onstate(peer.connectionState);
        };
    }

    async #open(post) {
        const peer = new RTCPeerConnection({bundlePolicy: "max-bundle"});
        try {
            const {sender} = peer.addTransceiver(
                this.#track, {direction: "sendonly", sendEncodings: [{maxBitrate: this.#bitrate}]});
            await peer.setLocalDescription();
            const response = await post({
                method: "POST", headers: {"Content-Type": "application/sdp"},
                body: withOpusParameters(peer.localDescription.sdp, this.#options),
            });
            this.#location = locationOf(response);
            this.#entityTag = response.headers.get("ETag");
            this.#mayHaveChanged = false;
            await peer.setRemoteDescription({type: "answer", sdp: await response.text()});
            this.#take(peer, sender);
        } catch (error) {
            peer.close();
            throw error;
        }
    }

    async #ask(url, options) {
        try {
            return await request(url, {...options, token: this.token});
        } catch (error) {
            if (!isRefusal(error)) this.#mayHaveChanged = true;
            throw error;
        }
    }
}

/** What a try that failed to have a live's connection again means for the live. */
export const Outcome = Object.freeze({
    /** No node answered, or it cannot take the live now: another try may help. */
    again: "again",
    /** The token is no good any more: another one may help. */
    denied: "denied",
    /** The live died with its node. */
    lost: "lost",
    /** The live is over, or not this creator's: no try will help. */
    over: "over",
});

/** Whether a node refuses the token, and not what is done with it. */
export const isDenial = error => isRefusal(error) && (error.status === 401 || error.code === "role_refused");

/** What an error of ``WHIPSession/resume(_:)`` means for the live. */
export function outcomeOf(error) {
    if (!isRefusal(error) || error.isPassing) return Outcome.again;
    if (isDenial(error)) return Outcome.denied;
    // A node that never heard of the live is not the one that had it, which is gone with everything it knew.
    if (error.isGone) return Outcome.lost;
    return Outcome.over;
}
