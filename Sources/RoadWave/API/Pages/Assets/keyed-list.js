// The entries of a `<ul>` that shows a list which is read again and again.

/** An entry stays one element for as long as its item is there: one that is replaced would lose the keyboard's place. */
export class KeyedList {
    #list;
    #key;
    #fill;
    #entries = new Map();

    /**
     * @param {HTMLElement} list
     * @param {object} options
     * @param {function(object): string} options.key what an item is known by
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

    /** Shows these items, in this order. The list is hidden where there are none. */
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

    /** Puts an entry before another one. Where the browser can, one that is moved keeps the focus. */
    #place(entry, place) {
        if (entry.isConnected && this.#list.moveBefore) this.#list.moveBefore(entry, place);
        else this.#list.insertBefore(entry, place);
    }

    /** Takes an entry away. The keyboard goes on at the heading of the section. */
    #remove(entry) {
        const hadFocus = entry.contains(document.activeElement);
        entry.remove();
        if (hadFocus) this.#list.closest("section")?.querySelector("[tabindex='-1']")?.focus();
    }
}
