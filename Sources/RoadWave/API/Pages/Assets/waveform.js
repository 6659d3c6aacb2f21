// The picture of a replay's sound, which is also the slider of its position.

import {clockTime} from "./roadwave.js";

/** Seconds of one press of an arrow, and of Page Up and Page Down. */
const [smallStep, largeStep] = [5, 60];

/** The width of a bar with its gap, in CSS pixels. */
const barPitch = 4;

/** The height of a silent bar, as a part of the picture's. */
const lowestBar = 0.03;

/**
 * The heights of `count` bars, from 0 to 1: the mean of the peaks that a bar stands for. In a replay of hours the highest
 * peak of each minute is nearly the same, and a picture of those would be a block.
 */
export function barsOf(peaks, count) {
    const bars = [];
    for (let bar = 0; bar < count; bar += 1) {
        const start = Math.floor(bar * peaks.length / count);
        const end = Math.max(start + 1, Math.floor((bar + 1) * peaks.length / count));
        const part = peaks.slice(start, end);
        bars.push(part.reduce((sum, peak) => sum + peak, 0) / (255 * part.length || 1));
    }
    return bars;
}

/** The position that a key of a slider leads to (ARIA Authoring Practices, slider); null for other keys. */
export function positionAfter(key, position, duration) {
    switch (key) {
    case "ArrowRight": case "ArrowUp": return position + smallStep;
    case "ArrowLeft": case "ArrowDown": return position - smallStep;
    case "PageUp": return position + largeStep;
    case "PageDown": return position - largeStep;
    case "Home": return 0;
    case "End": return duration;
    default: return null;
    }
}

/** The slider. Dispatches `seek` with the seconds as its `detail`, and `preview` while a finger or the mouse moves. */
export class Waveform extends EventTarget {
    #element;
    #picture;
    #duration = 0;
    #position = 0;
    /** The peaks, from 0 to 255; empty until they are there. The slider works without them. */
    #peaks = [];
    #isHeld = false;

    /** @param {HTMLElement} element has an `<svg>` whose paths all draw the bars */
    constructor(element) {
        super();
        this.#element = element;
        this.#picture = element.querySelector("svg");
        new ResizeObserver(() => this.#draw()).observe(element);
        element.addEventListener("keydown", event => this.#press(event));
        element.addEventListener("pointerdown", event => this.#hold(event));
        element.addEventListener("pointermove", event => { if (this.#isHeld) this.#preview(event); });
        element.addEventListener("pointerup", event => this.#release(event));
        // The browser took the finger for scrolling.
        element.addEventListener("pointercancel", () => {
            this.#isHeld = false;
            this.#show(this.#position);
        });
    }

    /** Whether a finger or the mouse holds the slider. The sound then does not move it. */
    get isHeld() { return this.#isHeld; }

    set duration(seconds) {
        this.#duration = seconds;
        this.#element.setAttribute("aria-valuemax", `${Math.round(seconds)}`);
        this.#show(this.#position);
    }

    set position(seconds) {
        this.#position = seconds;
        if (!this.#isHeld) this.#show(seconds);
    }

    set peaks(peaks) {
        this.#peaks = peaks;
        this.#draw();
    }

    #show(seconds) {
        const part = this.#duration > 0 ? Math.min(1, seconds / this.#duration) : 0;
        this.#element.style.setProperty("--played", `${(100 * part).toFixed(3)}%`);
        const text = `${clockTime(seconds)} sur ${clockTime(this.#duration)}`;
        // Screen readers read a value out when it is set, even to the same text.
        if (this.#element.getAttribute("aria-valuetext") === text) return;
        this.#element.setAttribute("aria-valuenow", `${Math.floor(seconds)}`);
        this.#element.setAttribute("aria-valuetext", text);
    }

    #draw() {
        const {clientWidth: width, clientHeight: height} = this.#picture;
        if (width === 0) return;
        this.#picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
        const count = Math.max(1, Math.floor(width / barPitch));
        const pitch = width / count;
        const lines = barsOf(this.#peaks, count).map((bar, index) => {
            const length = Math.max(lowestBar, bar) * height;
            return `M${(pitch * (index + 0.5)).toFixed(2)} ${((height - length) / 2).toFixed(2)}v${length.toFixed(2)}`;
        });
        for (const path of this.#picture.querySelectorAll("path")) path.setAttribute("d", lines.join(""));
    }

    #press(event) {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        const position = positionAfter(event.key, this.#position, this.#duration);
        if (position === null) return;
        event.preventDefault();
        this.#seek(position);
    }

    #hold(event) {
        if (!event.isPrimary || event.button !== 0) return;
        this.#isHeld = true;
        this.#element.setPointerCapture(event.pointerId);
        this.#preview(event);
    }

    #preview(event) {
        const position = this.#positionAt(event);
        this.#show(position);
        this.dispatchEvent(new CustomEvent("preview", {detail: position}));
    }

    #release(event) {
        if (!this.#isHeld) return;
        this.#isHeld = false;
        this.#seek(this.#positionAt(event));
    }

    #seek(position) {
        this.dispatchEvent(new CustomEvent("seek", {detail: Math.min(Math.max(0, position), this.#duration)}));
    }

    #positionAt(event) {
        const box = this.#picture.getBoundingClientRect();
        return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * this.#duration;
    }
}
