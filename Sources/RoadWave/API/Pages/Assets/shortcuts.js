// Keys of the whole page that play, pause and skip.

/** Whether shortcuts are on. A person who speaks to the computer may have to turn single letters off (WCAG 2.1.4). */
const storageKey = "roadwave.shortcuts";

/** Elements that take any key themselves. */
const fields = "input, select, textarea, [contenteditable]";

/** Elements that the space bar presses. */
const pressed = "button, a, summary, label";

const actions = {
    " ": player => player.toggle(), k: player => player.toggle(),
    j: player => player.skip(-15), l: player => player.skip(15),
    arrowleft: player => player.skip(-5), arrowright: player => player.skip(5),
};

/** The action of a key press; null if the press is not for the player. */
export function actionOf({key, target, defaultPrevented, isComposing, ctrlKey, altKey, metaKey, shiftKey}) {
    if (defaultPrevented || isComposing || ctrlKey || altKey || metaKey || shiftKey) return null;
    if (target?.closest?.(fields) || key === " " && target?.closest?.(pressed)) return null;
    return actions[key.toLowerCase()] ?? null;
}

/** The shortcuts of a player, and the checkbox that turns them off. */
export class Shortcuts {
    #player = null;

    /** @param {HTMLInputElement} checkbox */
    constructor(checkbox) {
        checkbox.checked = readSetting();
        checkbox.addEventListener("change", () => writeSetting(checkbox.checked));
        document.addEventListener("keydown", event => {
            const act = this.#player && checkbox.checked ? actionOf(event) : null;
            if (!act) return;
            // The space bar would scroll, and a key that is held would play and pause in turn.
            event.preventDefault();
            if (!event.repeat || !isToggle(event.key)) act(this.#player);
        });
    }

    set player(player) { this.#player = player; }
}

const isToggle = key => key === " " || key.toLowerCase() === "k";

function readSetting() {
    try {
        return localStorage.getItem(storageKey) !== "off";
    } catch {
        return true;
    }
}

function writeSetting(isOn) {
    try {
        localStorage.setItem(storageKey, isOn ? "on" : "off");
    } catch {
        // Only this visit remembers it.
    }
}
