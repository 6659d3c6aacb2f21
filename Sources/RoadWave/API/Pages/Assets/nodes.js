// The other nodes of the set-up, which are asked when the node of a live no longer answers.
// See docs/decisions/pages.md, « A node that is gone ».

import {isRefusal, requestJSON} from "./roadwave.js";

/** How long another node may take to answer, in milliseconds: there may be several to ask. */
const timeout = 3000;

/** The addresses of the nodes that the page knows. */
export class Nodes {
    /** The origins at which a node may answer: the page's own first. */
    origins;

    /** @param {{node_urls?: string[]}} settings of the page's own node */
    constructor(settings) {
        this.origins = [...new Set([location.origin, ...settings.node_urls ?? []])];
    }

    /**
     * Asks the other nodes, in turn, for a live of a silent node.
     *
     * @param {string} live its identifier
     * @param {string | URL} silent an address of the node that does not answer
     * @returns {Promise<{document: object | null} | null>} the document of the live from the first node that answers,
     *     with null if that node has none; null if no node answers: the network of this browser may be down
     */
    async find(live, silent) {
        const {origin} = new URL(silent, document.baseURI);
        for (const other of this.origins.filter(other => other !== origin)) {
            try {
                return {document: await requestJSON(new URL(`/lives/${encodeURIComponent(live)}`, other), {timeout})};
            } catch (error) {
                if (isRefusal(error)) return {document: null};
            }
        }
        return null;
    }
}

/** Whether a live is over by its document. */
export const isOver = document => document?.state === "ended" || document?.state === "lost";
