// The French texts of figures, times and names.

/** The French names of resources, by the node's metrics. */
const resourceNames = {
    cpu_usage: "Processeur", memory_usage: "Mémoire", upload_usage: "Envoi", webrtc_sessions: "Connexions WebRTC",
    cdn_latency: "Latence du CDN",
};

export const resourceName = metric => resourceNames[metric] ?? metric;

const units = {
    ratio: {scale: 100, suffix: "\u202f%"}, count: {scale: 1, suffix: ""}, seconds: {scale: 1000, suffix: "\u202fms"},
};

/** The most decimals of a value. */
const mostDecimals = 4;

/**
 * A value of a resource: `42 %`, `87 ms`. It has decimals if it would otherwise look equal to the limit.
 *
 * @param {"ratio" | "count" | "seconds"} unit
 * @param {number | null | undefined} value in the unit of the metric
 */
export function valueText(unit, value, limit = null) {
    if (!Number.isFinite(value)) return "–";
    const {scale, suffix} = units[unit] ?? units.count;
    const rounded = (number, decimals) => (scale * number).toLocaleString("fr-FR", {maximumFractionDigits: decimals});
    let decimals = 0;
    while (limit !== null && value !== limit && decimals < mostDecimals
        && rounded(value, decimals) === rounded(limit, decimals)) decimals += 1;
    return rounded(value, decimals) + suffix;
}

/** The hour of a date, `14 h 03`; with its day if that is not today. Empty without a date. */
export function hourText(date, now = new Date()) {
    const then = new Date(date ?? NaN);
    if (Number.isNaN(then.getTime())) return "";
    const hour = `${then.getHours()}\u00a0h\u00a0${`${then.getMinutes()}`.padStart(2, "0")}`;
    if (then.toDateString() === now.toDateString()) return hour;
    return `${then.toLocaleDateString("fr-FR", {day: "numeric", month: "short"}).replaceAll(" ", "\u00a0")}, ${hour}`;
}

/** The name of a node: the host of its address, or the name that it has without one. */
export const nodeName = url => url.includes("://") && URL.canParse(url) ? new URL(url).host : url;

/** A title in its quotation marks. */
export const quoted = title => `«\u00a0${title || "Live sans titre"}\u00a0»`;

/** The seconds since a date. */
export const secondsSince = (date, now = Date.now()) => Math.max(0, (now - Date.parse(date)) / 1000);
