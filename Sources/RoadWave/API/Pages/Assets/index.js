// What is on the air: the lives that listeners may go to.

import {byId, counted, make, requestJSON, setText, show} from "./roadwave.js";

/** A list that is read again this often is as fresh as anyone needs who is about to choose. */
const interval = 10_000;

function entry(live) {
    const facts = [live.zone_geo, ...live.tags, live.classification_age].filter(Boolean);
    if (live.listeners > 0) facts.push(counted(live.listeners, "auditeur", "auditeurs"));
    return make("li", {},
        make("a", {href: `/ecouter/${encodeURIComponent(live.live_id)}`}, live.title),
        make("p", {class: "help"}, facts.join(" · ")));
}

async function refresh() {
    try {
        const {lives} = await requestJSON("/lives?state=live");
        byId("lives").replaceChildren(...lives.map(entry));
        show("lives", lives.length > 0);
        show("empty", lives.length === 0);
        setText("empty", "Aucun live pour le moment.");
    } catch {
        show("empty", true);
        setText("empty", "Le serveur ne répond pas.");
    }
}

refresh();
setInterval(() => { if (document.visibilityState === "visible") refresh(); }, interval);
