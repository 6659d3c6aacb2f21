// What lets a creator publish: a token, which may be missing, be refused, or expire in the middle of a live.

import {byId, counted} from "./roadwave.js";
import {expiryOf, forgetToken, keepToken, knownToken} from "./token.js";

/** How long before a token expires its creator is told, in milliseconds: time enough to go and get another one. */
const notice = 5 * 60_000;

/** The token of the creator. Without one that the node's keys verify, the page asks for it. */
export class Access {
    #verifiesTokens;
    /** Who publishes; null as long as there is no token where one is needed. */
    token;

    /** @param {{verifies_tokens: boolean}} settings of the node */
    constructor(settings) {
        this.#verifiesTokens = settings.verifies_tokens;
        this.token = knownToken(settings);
    }

    /** What was typed and is not in use; null without. */
    get typed() {
        const typed = byId("token").value.trim();
        return typed && typed !== this.token ? typed : null;
    }

    /** The node has taken the token: it is kept for the tab. */
    accepted() {
        if (!this.#verifiesTokens || this.token === null) return;
        keepToken(this.token);
        // Another one may be on its way into the field: a live tells of itself every few seconds.
        if (byId("token").value.trim() === this.token) byId("token").value = "";
    }

    /** The node does not take the token: there is need of another one. */
    denied() {
        if (!this.#verifiesTokens) return;
        forgetToken();
        this.token = null;
    }

    /** What to tell the creator of a live whose token is about to expire, before that bites; empty when it is not. */
    warning(now = Date.now()) {
        const expiry = this.#verifiesTokens && this.token !== null ? expiryOf(this.token) : null;
        if (expiry === null || expiry - now > notice) return "";
        const minutes = Math.ceil((expiry - now) / 60_000);
        const when = minutes > 0 ? `expire dans ${counted(minutes, "minute", "minutes")}` : "a expiré";
        return `Votre jeton ${when}. Le live continue, mais sans nouveau jeton vous ne pourrez ni l'arrêter, ni le `
            + "reprendre après une coupure.";
    }
}
