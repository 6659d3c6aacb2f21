// The entries of a `<ul>` that shows a list which is read again and again.

/** An entry keeps its element for as long as its item exists: a new element would lose the focus. */
export class KeyedList {
    #list;
    #key;
    #fill;
    #entries = new Map();

    /**
     * @param {HTMLElement} list
     * @param {object} options
     * @param {function(object): string} options.key the identity of an item
     * @param {function(object, Element | null): Element} options.fill gives the entry of an item, a new one or the
     *     one that there is
     */
    constructor(list, {key, fill}) {
        this.#list = list;
        this.#key = key;
        this.#fill = fill;
    }

    /** The entries that are shown, by their keys, in their order. */
    get entries() { return this.#entries; }

    /** Shows these items, in this order. An empty list is hidden. */
    show(items) {
        const shown = new Map(items.map(item => {
            const key = this.#key(item);
            return [key, this.#fill(item, this.#entries.get(key) ?? null)];
        }));
        for (const [key, entry] of this.#entries) if (!shown.has(key)) this.#remove(entry);
        this.#entries = shown;
        let place = this.#list.firstElementChild;
        for (const entry of shown.values()) {
            if (entry === place) place = place.nextElementSibling;
            else this.#place(entry, place);
        }
        this.#list.hidden = items.length === 0;
    }

    /** Puts an entry before another one. If the browser supports it, a moved entry keeps the focus. */
    #place(entry, place) {
        if (entry.isConnected && this.#list.moveBefore) this.#list.moveBefore(entry, place);
        else this.#list.insertBefore(entry, place);
    }

    /** Removes an entry. The focus goes to the heading of the section. */
    #remove(entry) {
        const hadFocus = entry.contains(document.activeElement);
        entry.remove();
        if (hadFocus) this.#list.closest("section")?.querySelector("[tabindex='-1']")?.focus();
    }
}
