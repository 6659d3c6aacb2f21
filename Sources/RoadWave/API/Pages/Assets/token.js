// Who visits a page, as far as the node is concerned.

import {takeFragment} from "./roadwave.js";

const storageKey = "roadwave.jeton";

/**
 * The token of this tab: the one that the application gave with the address (`#jeton=…`), or one of before; where the
 * node verifies none, a random one. Null without a token where one is needed.
 *
 * @param {{verifies_tokens: boolean}} settings of the node
 */
export function knownToken(settings) {
    const given = takeFragment("jeton");
    const kept = sessionStorage.getItem(storageKey);
    const token = given && mayReplace(kept, given) ? given : kept;
    if (token && token !== kept) sessionStorage.setItem(storageKey, token);
    if (token || settings.verifies_tokens) return token;
    const random = randomIdentity();
    sessionStorage.setItem(storageKey, random);
    return random;
}

/** Keeps a token that was typed, for this tab. */
export const keepToken = token => sessionStorage.setItem(storageKey, token);

/** Forgets a token that the node does not take, so that the tab asks for another one. */
export const forgetToken = () => sessionStorage.removeItem(storageKey);

/**
 * When a token expires (`exp`, RFC 7519 §4.1.4): it is the node that verifies it, a page can only read it.
 *
 * @returns {number | null} milliseconds since 1970; null where the token does not say
 */
export function expiryOf(token) {
    const exp = claimsOf(token)?.exp;
    return Number.isFinite(exp) ? 1000 * exp : null;
}

/** Who a token says that its bearer is (`sub`); null where it does not say. UUIDs are compared in one spelling. */
export function subjectOf(token) {
    const sub = claimsOf(token)?.sub;
    return typeof sub === "string" ? sub.toLowerCase() : null;
}

/** What a token says; null where it is no JWT. */
function claimsOf(token) {
    try {
        return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    } catch {
        return null;
    }
}

/**
 * Calls `take` with each token that the application gives to the page while it is open, by `#jeton=…`.
 *
 * @param {() => string | null} current the token in use
 */
export function onGivenToken(current, take) {
    addEventListener("hashchange", () => {
        const given = takeFragment("jeton");
        if (given && mayReplace(current(), given)) take(given);
    });
}

/**
 * Whether a token of a link may take the place of the one that is there. Anybody can make a link: with a token of theirs, what
 * its visitor says and hears would be theirs. Another token of the same user is what the application gives before one expires;
 * for any other the visitor is asked.
 */
export function mayReplace(current, given, ask = text => window.confirm(text)) {
    if (!current || current === given) return true;
    const user = subjectOf(current);
    if (user !== null && user === subjectOf(given)) return true;
    return ask("Ce lien veut vous connecter avec un autre compte que celui de cet onglet. Changer de compte\u202f?");
}

/** A UUID, version 4. `crypto.randomUUID` is only there in secure contexts, which a page of a local network is not. */
function randomIdentity() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    const digits = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
    return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
