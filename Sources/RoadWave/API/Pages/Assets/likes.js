// The likes that this browser remembers: the node counts a like once, and does not tell whose it is.

import {subjectOf} from "./token.js";

const storageKey = "roadwave.aimes";

/** The most likes that are remembered: those of a few months. */
const longest = 200;

/** Whether the bearer of a token has liked a live in this browser. */
export const hasLikedBefore = (live, token) => remembered().includes(entry(live, token));

/** Remembers a like that the node has counted. */
export function rememberLike(live, token) {
    const entries = remembered().filter(other => other !== entry(live, token));
    try {
        localStorage.setItem(storageKey, JSON.stringify([...entries, entry(live, token)].slice(-longest)));
    } catch {
        // Without storage the button forgets after a reload; the node still counts once.
    }
}

/** A like by user and live. A token without a subject is its own user, as for the node. */
const entry = (live, token) => `${subjectOf(token) ?? token} ${live}`;

function remembered() {
    try {
        const entries = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
        return Array.isArray(entries) ? entries.filter(item => typeof item === "string") : [];
    } catch {
        return [];
    }
}
