// A QR code of a link (ISO/IEC 18004), for people near the creator: byte mode, error correction of level M (15 %),
// versions 1 to 10, so up to 213 bytes. See docs/decisions/pages.md, « A QR code of our own ».

/** The error correction of level M by version: codewords of each block, and blocks. */
const correction = [
    [10, 1], [16, 1], [26, 1], [18, 2], [24, 2], [16, 4], [18, 4], [22, 4], [22, 5], [26, 5],
];

/** The margin around a code that scanners need, in modules. */
const margin = 4;

/**
 * The modules of a code, row by row: true is dark.
 *
 * @param {string} text
 * @returns {boolean[][] | null} null if the text is too long
 */
export function qrCode(text) {
    const bytes = new TextEncoder().encode(text);
    const version = correction.findIndex((_, index) => capacity(index + 1) >= bytes.length) + 1;
    if (version === 0) return null;
    const codewords = interleave(dataCodewords(bytes, version), version);
    const candidates = Array.from({length: 8}, (_, mask) => new Grid(version).filled(codewords, mask));
    return candidates.reduce((best, grid) => penalty(grid) < penalty(best) ? grid : best);
}

/** Draws the code of a text into an `<svg>`, which stays empty if the text is too long. */
export function drawCode(svg, text) {
    const modules = qrCode(text) ?? [];
    const size = modules.length + 2 * margin;
    svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
    const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => isDark ? [`M${x + margin} ${y + margin}h1v1h-1z`] : []));
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", dark.join(""));
    svg.replaceChildren(path);
}

// MARK: Codewords (ISO/IEC 18004, 7.4 and 7.5)

/** The bits of a version that are neither patterns nor information about the code. */
function rawBits(version) {
    let bits = (16 * version + 128) * version + 64;
    if (version >= 2) {
        const count = Math.floor(version / 7) + 2;
        bits -= (25 * count - 10) * count - 55;
    }
    return version >= 7 ? bits - 36 : bits;
}

const codewordsOf = version => Math.floor(rawBits(version) / 8);

function dataLength(version) {
    const [perBlock, blocks] = correction[version - 1];
    return codewordsOf(version) - perBlock * blocks;
}

/** The bits of the length of a text of bytes. */
const lengthBits = version => version < 10 ? 8 : 16;

/** The most bytes of text. */
const capacity = version => Math.floor((8 * dataLength(version) - 4 - lengthBits(version)) / 8);

function dataCodewords(bytes, version) {
    const bits = [];
    const append = (value, count) => { for (let bit = count - 1; bit >= 0; bit--) bits.push(value >>> bit & 1); };
    // Bytes.
    append(0b0100, 4);
    append(bytes.length, lengthBits(version));
    for (const byte of bytes) append(byte, 8);
    const length = 8 * dataLength(version);
    append(0, Math.min(4, length - bits.length));
    append(0, (8 - bits.length % 8) % 8);
    for (let padding = 0xEC; bits.length < length; padding ^= 0xEC ^ 0x11) append(padding, 8);
    return Array.from({length: bits.length / 8}, (_, index) => Number.parseInt(bits.slice(8 * index, 8 * index + 8).join(""), 2));
}

/** The codewords in the order in which they are placed: those of all blocks by turns, then their corrections. */
function interleave(data, version) {
    const [perBlock, count] = correction[version - 1];
    const total = codewordsOf(version);
    const short = count - total % count;
    const divisor = generator(perBlock);
    let start = 0;
    const blocks = Array.from({length: count}, (_, index) => {
        const length = Math.floor(total / count) - perBlock + (index < short ? 0 : 1);
        const block = data.slice(start, start += length);
        return {block, rest: remainder(block, divisor)};
    });
    const longest = Math.max(...blocks.map(({block}) => block.length));
    const all = [];
    for (let index = 0; index < longest; index++) {
        for (const {block} of blocks) if (index < block.length) all.push(block[index]);
    }
    for (let index = 0; index < perBlock; index++) for (const {rest} of blocks) all.push(rest[index]);
    return all;
}

/** The product of two elements of GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(a, b) {
    let product = 0;
    for (let bit = 7; bit >= 0; bit--) product = product << 1 ^ (product >>> 7) * 0x11D ^ (b >>> bit & 1) * a;
    return product;
}

/** The generator polynomial of a degree, highest power first, without its leading 1. */
function generator(degree) {
    const result = [...Array(degree - 1).fill(0), 1];
    let root = 1;
    for (let step = 0; step < degree; step++) {
        for (let index = 0; index < degree; index++) {
            result[index] = multiply(result[index], root) ^ (result[index + 1] ?? 0);
        }
        root = multiply(root, 2);
    }
    return result;
}

function remainder(data, divisor) {
    const result = Array(divisor.length).fill(0);
    for (const byte of data) {
        const factor = byte ^ result.shift();
        result.push(0);
        divisor.forEach((coefficient, index) => { result[index] ^= multiply(coefficient, factor); });
    }
    return result;
}

// MARK: Modules (7.3, 7.7 to 7.10)

const masks = [
    (x, y) => (x + y) % 2 === 0, (x, y) => y % 2 === 0, x => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0, (x, y) => x * y % 2 + x * y % 3 === 0,
    (x, y) => (x * y % 2 + x * y % 3) % 2 === 0, (x, y) => ((x + y) % 2 + x * y % 3) % 2 === 0,
];

class Grid {
    #version;
    #size;
    #dark;
    /** Where no data may be. */
    #isTaken;

    constructor(version) {
        this.#version = version;
        this.#size = 4 * version + 17;
        const rows = () => Array.from({length: this.#size}, () => Array(this.#size).fill(false));
        [this.#dark, this.#isTaken] = [rows(), rows()];
    }

    /** All of the code. */
    filled(codewords, mask) {
        this.#drawPatterns();
        this.#drawFormat(mask);
        this.#drawVersion();
        this.#drawData(codewords, masks[mask]);
        return this.#dark;
    }

    #set(x, y, isDark) {
        this.#dark[y][x] = isDark;
        this.#isTaken[y][x] = true;
    }

    #drawPatterns() {
        const last = this.#size - 1;
        for (let index = 0; index <= last; index++) {
            this.#set(6, index, index % 2 === 0);
            this.#set(index, 6, index % 2 === 0);
        }
        for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]]) this.#drawSquare(x, y, 4, [2, 4]);
        const places = this.#alignments();
        const end = places.length - 1;
        places.forEach((x, column) => places.forEach((y, row) => {
            const isCorner = row === 0 && (column === 0 || column === end) || column === 0 && row === end;
            if (!isCorner) this.#drawSquare(x, y, 2, [1]);
        }));
    }

    /** Squares around a centre: light at some distances, dark at all others. */
    #drawSquare(x, y, radius, light) {
        for (let dy = -radius; dy <= radius; dy++) {
            for (let dx = -radius; dx <= radius; dx++) {
                const [column, row] = [x + dx, y + dy];
                if (column < 0 || row < 0 || column >= this.#size || row >= this.#size) continue;
                this.#set(column, row, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
            }
        }
    }

    #alignments() {
        if (this.#version === 1) return [];
        const count = Math.floor(this.#version / 7) + 2;
        const step = 2 * Math.ceil((this.#size - 13) / (2 * count - 2));
        return [6, ...Array.from({length: count - 1}, (_, index) => this.#size - 7 - (count - 2 - index) * step)];
    }

    #drawFormat(mask) {
        // Level M is 0.
        let rest = mask;
        for (let bit = 0; bit < 10; bit++) rest = rest << 1 ^ (rest >>> 9) * 0x537;
        const bits = (mask << 10 | rest) ^ 0x5412;
        const isDark = bit => (bits >>> bit & 1) !== 0;
        for (let bit = 0; bit <= 5; bit++) this.#set(8, bit, isDark(bit));
        this.#set(8, 7, isDark(6));
        this.#set(8, 8, isDark(7));
        this.#set(7, 8, isDark(8));
        for (let bit = 9; bit < 15; bit++) this.#set(14 - bit, 8, isDark(bit));
        for (let bit = 0; bit < 8; bit++) this.#set(this.#size - 1 - bit, 8, isDark(bit));
        for (let bit = 8; bit < 15; bit++) this.#set(8, this.#size - 15 + bit, isDark(bit));
        this.#set(8, this.#size - 8, true);
    }

    #drawVersion() {
        if (this.#version < 7) return;
        let rest = this.#version;
        for (let bit = 0; bit < 12; bit++) rest = rest << 1 ^ (rest >>> 11) * 0x1F25;
        const bits = this.#version << 12 | rest;
        for (let bit = 0; bit < 18; bit++) {
            const [a, b] = [this.#size - 11 + bit % 3, Math.floor(bit / 3)];
            const isDark = (bits >>> bit & 1) !== 0;
            this.#set(a, b, isDark);
            this.#set(b, a, isDark);
        }
    }

    /** Two columns at a time from the right, up and down by turns. */
    #drawData(codewords, isMasked) {
        let bit = 0;
        for (let right = this.#size - 1; right >= 1; right -= 2) {
            if (right === 6) right = 5;
            const isUpward = (right + 1 & 2) === 0;
            for (let step = 0; step < this.#size; step++) {
                const y = isUpward ? this.#size - 1 - step : step;
                for (const x of [right, right - 1]) {
                    if (this.#isTaken[y][x]) continue;
                    const isSet = ((codewords[bit >>> 3] ?? 0) >>> 7 - (bit & 7) & 1) !== 0;
                    this.#dark[y][x] = isSet !== isMasked(x, y);
                    bit++;
                }
            }
        }
    }
}

/** How hard a code is to read (7.8.3). */
function penalty(rows) {
    const columns = rows[0].map((_, x) => rows.map(row => row[x]));
    const lines = [...rows, ...columns].map(line => line.map(Number).join(""));
    let sum = 0;
    for (const line of lines) {
        for (const run of line.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
        sum += 40 * (line.match(/(?=10111010000|00001011101)/g) ?? []).length;
    }
    for (let y = 1; y < rows.length; y++) {
        for (let x = 1; x < rows.length; x++) {
            const isDark = rows[y][x];
            if (rows[y - 1][x] === isDark && rows[y][x - 1] === isDark && rows[y - 1][x - 1] === isDark) sum += 3;
        }
    }
    const share = rows.flat().filter(Boolean).length / rows.length ** 2;
    return sum + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}
