// A list of links that is read again and again, and page by page.

import {byId, requestJSON, show} from "./roadwave.js";

/**
 * Reads the first pages of a list of the node.
 *
 * @param {string} path
 * @param {object} query
 * @param {string} name of the answer's member that has the items
 * @param {number} pages how many pages at most
 * @returns {Promise<{items: object[], hasMore: boolean}>}
 */
export async function readPages(path, query, name, pages) {
    const items = [];
    let next;
    for (let page = 0; page < pages; page += 1) {
        const fields = new URLSearchParams({...query, ...next && {cursor: next}});
        const answer = await requestJSON(`${path}?${fields}`);
        items.push(...answer[name]);
        next = answer.next;
        if (!next) break;
    }
    return {items, hasMore: Boolean(next)};
}

/** The entries of a `<ul>`, and the button « Afficher plus » that asks for another page of them. */
export class EntryList {
    #list;
    #more;
    #read;
    #fill;
    /** How many pages are shown. */
    #pages = 1;
    /** The entries that are shown, by the live's identifier: a link that is replaced would lose the keyboard's place. */
    #entries = new Map();

    /**
     * @param {object} options
     * @param {string} options.list identifier of the `<ul>`
     * @param {string} options.more identifier of the button
     * @param {function(number): Promise<{items: object[], hasMore: boolean}>} options.read reads that many pages
     * @param {function(object, Element | null): Element} options.fill gives the entry of an item, a new `<li>` or the
     *     one that there is
     */
    constructor({list, more, read, fill}) {
        this.#list = byId(list);
        this.#more = more;
        this.#read = read;
        this.#fill = fill;
    }

    /** Reads the list again. @returns how many entries there are */
    async refresh() {
        const {items, hasMore} = await this.#read(this.#pages);
        this.#show(items);
        this.#list.hidden = items.length === 0;
        show(this.#more, hasMore);
        return items.length;
    }

    /** Shows these items, in this order. */
    #show(items) {
        const shown = new Map(items.map(item => [item.live_id, this.#fill(item, this.#entries.get(item.live_id) ?? null)]));
        for (const [id, entry] of this.#entries) if (!shown.has(id)) entry.remove();
        this.#entries.clear();
        let place = this.#list.firstElementChild;
        for (const [id, entry] of shown) {
            this.#entries.set(id, entry);
            if (entry === place) place = place.nextElementSibling;
            else this.#list.insertBefore(entry, place);
        }
    }

    /** Shows one page more, and goes on at its first entry. `refresh` is the page's own, which says what goes wrong. */
    async showMore(refresh) {
        const known = new Set(this.#entries.keys());
        this.#pages += 1;
        await refresh();
        const [, entry] = [...this.#entries].find(([id]) => !known.has(id)) ?? [];
        entry?.firstElementChild.focus();
    }
}
