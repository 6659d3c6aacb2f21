// The controls of the system: the lock screen of a phone, the keys of a keyboard or a headset.

/** What a skip is where the system does not say how far, in seconds. */
const defaultSkip = 15;

/** Gives the system the title of a replay and the actions of its player. */
export function offerControls(player, {title, artwork}) {
    if (!("mediaSession" in navigator)) return;
    const session = navigator.mediaSession;
    session.metadata = new MediaMetadata({title, artist: "RoadWave", artwork: [{src: artwork, type: "image/svg+xml"}]});
    const actions = {
        play: () => player.play(),
        pause: () => player.pause(),
        stop: () => player.pause(),
        seekbackward: ({seekOffset}) => player.skip(-(seekOffset || defaultSkip)),
        seekforward: ({seekOffset}) => player.skip(seekOffset || defaultSkip),
        seekto: ({seekTime}) => player.seek(seekTime),
    };
    for (const [action, act] of Object.entries(actions)) {
        try {
            session.setActionHandler(action, act);
        } catch {
            // A browser throws for an action that it does not have.
        }
    }
}

/** Tells the system the position, for its own slider. */
export function reportPosition(player) {
    if (!("mediaSession" in navigator)) return;
    const isPlaying = player.state === "playing" || player.state === "loading";
    navigator.mediaSession.playbackState = isPlaying ? "playing" : player.state === "paused" ? "paused" : "none";
    navigator.mediaSession.setPositionState?.({
        duration: player.duration, playbackRate: player.rate, position: Math.min(player.position, player.duration),
    });
}
