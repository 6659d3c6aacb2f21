// Publishing over WHIP (RFC 9725): one live, over as many connections as its network makes necessary.

import {Problem, isRefusal, request} from "./roadwave.js";

/** An HTTP request that hangs is no better than none: the network has gone, and nobody says so. */
const requestTimeout = 8_000;

/** How Opus is to be encoded: in the order of RFC 7587 §6.1. */
function opusParameters({savesData}) {
    // What is lost once is in the packet after it; one channel, since it is a voice.
    return `minptime=10;useinbandfec=1;stereo=0;sprop-stereo=0;usedtx=${savesData ? 1 : 0}`;
}

/** The offer with other parameters of Opus: the node answers with them, and the browser encodes as it is answered. */
export function withOpusParameters(sdp, options) {
    const payloadType = sdp.match(/^a=rtpmap:(\d+) opus\/48000\/2\r?$/im)?.[1];
    if (!payloadType) return sdp;
    return sdp.replace(
        new RegExp(`^a=fmtp:${payloadType} .*?(\\r?)$`, "m"), `a=fmtp:${payloadType} ${opusParameters(options)}$1`);
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
 * A live that is being published.
 *
 * The node is ICE-lite and learns the browser's addresses from its checks: the offer leaves at once, without candidates.
 */
export class WHIPSession {
    #token;
    #location = null;
    #entityTag = null;
    #peer = null;
    #sender = null;
    #track;
    #bitrate;
    #options;

    /** Called with the `connectionState` of the connection that counts, whenever it changes. */
    onstate = () => {};

    /**
     * @param {MediaStreamTrack} track what is published
     * @param {{token: string, bitrate: number, savesData: boolean}} options `bitrate` in Opus bits per second
     */
    constructor(track, {token, bitrate, savesData}) {
        this.#track = track;
        this.#token = token;
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
     * Asks for a live, or for another connection of one.
     *
     * @param {URL} endpoint the WHIP address, with what there is to say of the live
     * @throws {Problem} when the node refuses; `TypeError` or `TimeoutError` when it does not answer
     */
    async open(endpoint) {
        const peer = new RTCPeerConnection({bundlePolicy: "max-bundle"});
        try {
            const {sender} = peer.addTransceiver(
                this.#track, {direction: "sendonly", sendEncodings: [{maxBitrate: this.#bitrate}]});
            await peer.setLocalDescription();
            const response = await this.#ask(endpoint, {
                method: "POST", headers: {"Content-Type": "application/sdp"},
                body: withOpusParameters(peer.localDescription.sdp, this.#options),
            });
            await peer.setRemoteDescription({type: "answer", sdp: await response.text()});
            this.#location = new URL(response.headers.get("Location") ?? "", response.url).href;
            this.#entityTag = response.headers.get("ETag");
            this.#take(peer, sender);
        } catch (error) {
            peer.close();
            throw error;
        }
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
            await peer.setRemoteDescription({type: "answer", sdp: answer});
        } catch (error) {
            if (peer.signalingState === "have-local-offer") await peer.setLocalDescription({type: "rollback"});
            throw error;
        }
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

    /** Ends the live. */
    async end() {
        if (!this.#location) return;
        try {
            await this.#ask(this.#location, {method: "DELETE"});
        } catch (error) {
            // It is over already.
            if (!(error instanceof Problem && [404, 409, 410].includes(error.status))) throw error;
        }
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

    #ask(url, options) {
        return request(url, {...options, token: this.#token, signal: AbortSignal.timeout(requestTimeout)});
    }
}

/** What became of a try to have a live's connection again. */
export const Outcome = Object.freeze({
    /** The live goes on. */
    resumed: "resumed",
    /** No node answered, or it cannot take the live now: another try may help. */
    again: "again",
    /** The live died with its node. */
    lost: "lost",
    /** The live is over, or not this creator's: no try will help. */
    over: "over",
});

/** What an error of ``WHIPSession/open(_:)`` with `live_id` means for the live. */
export function outcomeOf(error) {
    if (!isRefusal(error) || error.status >= 500 || error.status === 429) return Outcome.again;
    // A node that never heard of the live is not the one that had it, which is gone with everything it knew.
    if (error.status === 410 || error.status === 404) return Outcome.lost;
    return Outcome.over;
}
