// The resources of the nodes: the current value, the threshold, and the curve of the last hour.

import {Curve} from "./curve.js";
import {KeyedList} from "./keyed-list.js";
import {hourText, nodeName, resourceName, valueText} from "./operator-words.js";
import {byId, make, say} from "./roadwave.js";
import {freshFor} from "./radio-link.js";

/** The highest value of an hour, with its index; null without a value. */
export function highestOf(hour) {
    let highest = null;
    (hour ?? []).forEach((value, index) => {
        if (Number.isFinite(value) && (highest === null || value >= highest.value)) highest = {value, index};
    });
    return highest;
}

/** The gauges of one node. */
class NodeGauges {
    element;
    #heading = make("h3", {class: "group"});
    #age = make("p", {class: "help"});
    #list = make("ul", {class: "gauges"});
    #gauges;

    constructor() {
        this.element = make("li", {class: "node-gauges"}, this.#heading, this.#age, this.#list);
        this.#gauges = new KeyedList(this.#list, {key: resource => resource.metric, fill: fillGauge});
    }

    fill({name, heardAt, resources, isAlone, now}) {
        const isFresh = heardAt !== null && now - heardAt <= freshFor;
        say(this.#heading, name);
        this.#heading.hidden = isAlone;
        this.element.toggleAttribute("data-stale", !isFresh);
        say(this.#age, isFresh ? "" : heardAt === null ? "Pas encore de mesure" : `Données de ${hourText(heardAt)}`);
        this.#age.hidden = isFresh;
        const step = resources?.step_s ?? 15;
        this.#gauges.show((resources?.resources ?? []).map(resource => ({...resource, step, at: resources.measured_at})));
    }
}

/** The curve of each gauge, and the hour that it shows. */
const drawings = new WeakMap();

function fillGauge(resource, known) {
    const gauge = known ?? newGauge();
    const [name, value, , limit, peak] = gauge.children;
    const {unit, threshold = null} = resource;
    const isOver = Number.isFinite(resource.value) && threshold !== null && resource.value > threshold;
    say(name, resourceName(resource.metric));
    say(value, valueText(unit, resource.value, threshold));
    gauge.dataset.level = !Number.isFinite(resource.value) ? "unknown" : isOver ? "over" : "good";
    const highest = highestOf(resource.hour);
    const age = highest === null ? 0 : (resource.hour.length - 1 - highest.index) * resource.step;
    say(limit, threshold === null ? "" : `Seuil ${valueText(unit, threshold)}`);
    say(peak, highest === null ? "Pas de mesure"
        : `Max. ${valueText(unit, highest.value, threshold)} à ${hourText(Date.parse(resource.at) - 1000 * age)}`);
    const drawing = drawings.get(gauge);
    if (resource.hour && resource.hour !== drawing.hour) {
        drawing.hour = resource.hour;
        drawing.curve.draw(resource.hour, threshold);
    }
    return gauge;
}

function newGauge() {
    const curve = new Curve();
    const gauge = make("li", {class: "gauge"},
        make("p", {class: "gauge-name"}), make("p", {class: "gauge-value"}), curve.element,
        make("p", {class: "help"}), make("p", {class: "help"}));
    drawings.set(gauge, {curve, hour: null});
    return gauge;
}

/** The gauges of all nodes. */
export class Gauges {
    #known = new WeakMap();
    #list;

    constructor() {
        this.#list = new KeyedList(byId("gauges"), {
            key: node => node.origin,
            fill: (node, known) => {
                const gauges = this.#known.get(known) ?? new NodeGauges();
                this.#known.set(gauges.element, gauges);
                gauges.fill(node);
                return gauges.element;
            },
        });
    }

    /**
     * @param {object[]} voices the own data of each node
     * @param {object[]} nodes as of the event `nodes`, with the address of each node behind a common name
     */
    show(voices, nodes, now = Date.now()) {
        const urls = new Map(nodes.map(node => [node.node_id, node.url]));
        this.#list.show(voices.map(voice => ({
            ...voice, isAlone: voices.length === 1, now,
            name: nodeName(urls.get(voice.resources?.node_id) ?? voice.origin),
        })));
    }
}
