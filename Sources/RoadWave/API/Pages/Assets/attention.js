// The points that need the operator, the most urgent first. No single node knows them all.

import {hourText, nodeName, quoted, secondsSince} from "./operator-words.js";
import {counted} from "./roadwave.js";

/** How long a job may wait for a worker before it becomes a point, in seconds. */
const longestWait = 600;

/** How long a recording may be on its way, in seconds. */
const longestTransfer = 3600;

/** The most lives with reports that are points of their own: more of them would bury the rest. */
const mostReported = 3;

/** The identifier of the entry of a running live. */
export const liveAnchor = live => `live-${live.live_id}`;

/** The texts for lists that cannot be read. */
const lackTexts = {
    nodes: "Le registre des nœuds ne répond pas.", lives: "Les lives ne peuvent pas être lus.",
    jobs: "Les replays en préparation ne peuvent pas être lus.",
};

/** The first line of an alert is its message; the others are its date, its node and a link. */
export const sentenceOf = alert => alert.text.split("\n", 1)[0];

/**
 * The points that need an operator.
 *
 * @param {object} radio
 * @param {{origin: string, alerts: object | null}[]} radio.voices the alerts of each node
 * @param {object[]} radio.nodes as of the event `nodes`
 * @param {{url: string, at: number}[]} radio.lost nodes whose lease ran out, and when they were last alive
 * @param {object[]} radio.lives as of the event `lives`
 * @param {object[]} radio.jobs as of the event `jobs`
 * @param {string[]} radio.lacking the names of the events that cannot be read
 * @returns {{key: string, level: "danger" | "warning", text: string, detail: string, anchor: string}[]} each with the
 *     identifier of the element that shows its details
 */
export function pointsOf({voices, nodes, lost, lives, jobs, lacking}, now = Date.now()) {
    return [
        ...lacking.map(name => point(`lack ${name}`, "danger", lackTexts[name] ?? "", "", `${name}-title`)),
        ...nodePoints(nodes, lost),
        ...alertPoints(voices),
        ...jobPoints(jobs, now),
        ...livePoints(lives),
    ].sort((one, other) => Number(other.level === "danger") - Number(one.level === "danger"));
}

const point = (key, level, text, detail, anchor) => ({key, level, text, detail, anchor});

function nodePoints(nodes, lost) {
    const silent = nodes.filter(node => !node.is_alive).map(node => point(
        `node ${node.node_id}`, "danger", `Le nœud ${nodeName(node.url)} ne donne plus signe de vie.`,
        `${counted(node.lives.length, "live", "lives")} à terminer par un autre nœud`, "nodes-title"));
    const gone = lost.map(node => point(
        `lost ${node.url}`, "danger", `Le nœud ${nodeName(node.url)} ne donne plus signe de vie.`,
        `Vu pour la dernière fois à ${hourText(node.at)}`, "nodes-title"));
    return [...silent, ...gone];
}

function alertPoints(voices) {
    return voices.flatMap(({alerts}) => (alerts?.open ?? []).map(alert => point(
        alert.incident, "danger", sentenceOf(alert),
        `Nœud ${nodeName(alert.node)} · depuis ${hourText(alert.started_at)}`, "resources-title")));
}

function jobPoints(jobs, now) {
    const failed = jobs.filter(job => ["failed", "damaged", "unsupported"].includes(job.state));
    const waiting = jobs.filter(job => job.state === "queued");
    const oldest = waiting.map(job => job.created_at).sort()[0];
    const stuck = jobs.filter(job => job.state === "recording" && secondsSince(job.created_at, now) > longestTransfer);
    const points = [];
    if (failed.length > 0) {
        points.push(point(
            "failed", "warning", `${counted(failed.length, "replay a échoué", "replays ont échoué")}.`,
            failed.length === 1 ? quoted(failed[0].title) : "À relancer, ou à abandonner", "jobs-title"));
    }
    if (oldest && !jobs.some(job => job.state === "working") && secondsSince(oldest, now) > longestWait) {
        points.push(point(
            "waiting", "warning", `${counted(waiting.length, "replay attend", "replays attendent")} un worker.`,
            `Aucun n'en prépare · depuis ${hourText(oldest)}`, "jobs-title"));
    }
    if (stuck.length > 0) {
        points.push(point(
            "recording", "warning",
            `${counted(stuck.length, "enregistrement n'est pas arrivé", "enregistrements ne sont pas arrivés")}.`,
            "Peut-être sur le disque d'un nœud arrêté", "jobs-title"));
    }
    return points;
}

function livePoints(lives) {
    const reported = lives.filter(live => live.reports > 0).sort((one, other) => other.reports - one.reports);
    if (reported.length > mostReported) {
        const [first] = reported;
        return [point(
            "reports", "warning", `${reported.length} lives ont des signalements.`,
            `Le plus signalé\u00a0: ${quoted(first.title)}, ${first.reports}`, liveAnchor(first))];
    }
    return reported.map(live => point(
        `reports ${live.live_id}`, "warning",
        `${quoted(live.title)} a ${counted(live.reports, "signalement", "signalements")}.`,
        counted(live.listeners, "auditeur", "auditeurs"), liveAnchor(live)));
}
