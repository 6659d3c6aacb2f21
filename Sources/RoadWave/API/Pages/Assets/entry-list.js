// A list of links that is read again and again, and page by page.

import {KeyedList} from "./keyed-list.js";
import {byId, requestJSON, show} from "./roadwave.js";

/**
 * Reads the first pages of a list of the node.
 *
 * @param {string} path
 * @param {object} query
 * @param {string} name of the answer's member that has the items
 * @param {number} pages how many pages at most
 * @param {object} options of each request
 * @returns {Promise<{items: object[], hasMore: boolean}>}
 */
export async function readPages(path, query, name, pages, options = {}) {
    const items = [];
    let next;
    for (let page = 0; page < pages; page += 1) {
        const fields = new URLSearchParams({...query, ...next && {cursor: next}});
        const answer = await requestJSON(`${path}?${fields}`, options);
        items.push(...answer[name]);
        next = answer.next;
        if (!next) break;
    }
    return {items, hasMore: Boolean(next)};
}

/** The entries of a `<ul>`, and the button « Afficher plus » that asks for another page of them. */
export class EntryList {
    #more;
    #read;
    /** How many pages are shown. */
    #pages = 1;
    #list;

    /**
     * @param {object} options
     * @param {string} options.list identifier of the `<ul>`
     * @param {string} options.more identifier of the button
     * @param {function(number): Promise<{items: object[], hasMore: boolean}>} options.read reads that many pages
     * @param {function(object, Element | null): Element} options.fill gives the entry of an item, a new `<li>` or the
     *     one that there is
     */
    constructor({list, more, read, fill}) {
        this.#list = new KeyedList(byId(list), {key: item => item.live_id, fill});
        this.#more = more;
        this.#read = read;
    }

    /** Reads the list again. @returns how many entries there are */
    async refresh() {
        const {items, hasMore} = await this.#read(this.#pages);
        this.#list.show(items);
        show(this.#more, hasMore);
        return items.length;
    }

    /** Begins again at the first page, for another list. */
    restart() { this.#pages = 1; }

    /** Shows one page more, and goes on at its first entry. `refresh` is the page's own, which says what goes wrong. */
    async showMore(refresh) {
        const known = new Set(this.#list.entries.keys());
        this.#pages += 1;
        await refresh();
        const [, entry] = [...this.#list.entries].find(([id]) => !known.has(id)) ?? [];
        entry?.firstElementChild.focus();
    }
}
