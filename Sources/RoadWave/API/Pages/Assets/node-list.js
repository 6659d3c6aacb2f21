// The nodes with their leases, and the nodes that have gone.

import {KeyedList} from "./keyed-list.js";
import {hourText, nodeName} from "./operator-words.js";
import {byId, counted, make, say, setText} from "./roadwave.js";

/** The nodes that this page has seen, and their fate. */
export class KnownNodes {
    /** By their identities: a restarted node is a new one. */
    #seen = new Map();

    /** Takes the nodes as they are now. */
    take(nodes, now = Date.now()) {
        for (const node of nodes) {
            const before = this.#seen.get(node.node_id);
            const aliveAt = node.is_alive ? now : before?.aliveAt ?? null;
            const longestLease = Math.max(before?.longestLease ?? 0, node.lease_s);
            this.#seen.set(node.node_id, {...node, aliveAt, longestLease, isListed: true});
        }
        const listed = new Set(nodes.map(node => node.node_id));
        const urls = new Set(nodes.filter(node => node.is_alive).map(node => node.url));
        for (const [id, node] of this.#seen) {
            if (listed.has(id)) continue;
            // For people, a node at the same address is the same node.
            if (urls.has(node.url)) this.#seen.delete(id);
            else this.#seen.set(id, {...node, isListed: false});
        }
    }

    /**
     * The nodes that are no longer listed: `{node_id, url, at, isLost}`. A node that stops gives up its lease while most
     * of it is left; a lost node was last seen with little of it left.
     */
    get gone() {
        return [...this.#seen.values()].filter(node => !node.isListed).map(node => ({
            node_id: node.node_id, url: node.url, at: node.aliveAt,
            isLost: !node.is_alive || 2 * node.lease_s < node.longestLease,
        }));
    }
}

function fill(node, known) {
    const entry = known ?? make("li", {class: "node"}, make("p", {class: "node-name"}), make("p", {class: "help"}));
    const [name, about] = entry.children;
    say(name, nodeName(node.url));
    entry.dataset.state = node.state;
    say(about, node.about);
    return entry;
}

/** The list of nodes. */
export class NodeList {
    #list = new KeyedList(byId("node-list"), {key: node => node.node_id, fill});

    /**
     * @param {object[] | null} nodes null before they are known
     * @param {object[]} gone the nodes that have gone
     */
    show(nodes, gone) {
        const emptyText = nodes === null ? "Recherche des nœuds…" : "Aucun nœud n'a de bail.";
        setText("nodes-empty", nodes === null || nodes.length === 0 ? emptyText : "");
        const present = (nodes ?? []).map(node => ({
            ...node, state: node.is_alive ? "alive" : "silent",
            about: [
                node.is_alive ? `Bail de ${node.lease_s}\u202fs` : "Bail expiré",
                counted(node.lives.length, "live", "lives"), node.is_here ? "renseigne cette page" : "",
            ].filter(Boolean).join(" · "),
        }));
        const past = gone.map(node => ({
            ...node, state: node.isLost ? "silent" : "stopped",
            about: node.isLost ? `Disparu, vu à ${hourText(node.at)}` : `Arrêté, vu à ${hourText(node.at)}`,
        }));
        this.#list.show([...present, ...past]);
    }
}
