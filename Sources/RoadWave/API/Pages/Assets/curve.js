// The curve of a figure over time, drawn as SVG. A text beside it gives the figures to screen readers.

/** The units of the picture, which is stretched to its place. */
const [width, height] = [240, 56];

const svg = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
};

/**
 * The lines of a curve: one for each stretch without a gap, as points of the picture.
 *
 * @param {(number | null)[]} values at equal distances; null for a missing one
 * @param {number} top the value at the upper edge
 * @returns {[number, number][][]}
 */
export function linesOf(values, top) {
    const lines = [];
    let line = null;
    values.forEach((value, index) => {
        if (!Number.isFinite(value)) {
            line = null;
            return;
        }
        if (!line) lines.push(line = []);
        const x = values.length > 1 ? width * index / (values.length - 1) : width;
        const y = top > 0 ? height * (1 - Math.min(1, Math.max(0, value / top))) : height;
        line.push([Number(x.toFixed(2)), Number(y.toFixed(2))]);
    });
    return lines;
}

/** The value at the upper edge: the threshold is in the picture, and so is the highest value. */
export function topOf(values, threshold) {
    const highest = Math.max(0, ...values.filter(Number.isFinite));
    return Math.max(1.1 * highest, 1.2 * (threshold ?? 0)) || 1;
}

const pathOf = line => line.length === 1
    // A single value: a visible dash.
    ? `M${line[0][0] - 1} ${line[0][1]}h2`
    : `M${line.map(point => point.join(" ")).join("L")}`;

const areaOf = line => `M${line[0][0]} ${height}L${line.map(point => point.join(" ")).join("L")}V${height}Z`;

/** The picture of a curve. */
export class Curve {
    element = svg("svg", {
        class: "curve", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true",
    });
    #area = svg("path", {class: "curve-area"});
    #line = svg("path", {class: "curve-line"});
    #threshold = svg("path", {class: "curve-threshold"});

    constructor() { this.element.append(this.#area, this.#line, this.#threshold); }

    /** Draws values at equal distances, and the threshold if there is one. */
    draw(values, threshold = null) {
        const top = topOf(values, threshold);
        const lines = linesOf(values, top);
        this.#line.setAttribute("d", lines.map(pathOf).join(""));
        this.#area.setAttribute("d", lines.map(areaOf).join(""));
        const level = threshold === null ? "" : `M0 ${(height * (1 - threshold / top)).toFixed(2)}H${width}`;
        this.#threshold.setAttribute("d", level);
    }
}
