// One tab of this browser at a time publishes a live: two would take it from each other, again and again.
//
// A tab that is duplicated takes the notes of the first one along, the live among them.

const lockName = live => `roadwave.live.${live}`;

/**
 * Has a live for this tab, until it is given up or the tab is closed.
 *
 * @param {string} live its identifier
 * @returns {Promise<(function(): void) | null>} what gives it up; null when another tab has it
 */
export function holdLive(live) {
    // Only there in secure contexts, like the microphone without which nothing is published.
    if (!navigator.locks) return Promise.resolve(() => {});
    return new Promise((resolve, reject) => {
        navigator.locks.request(lockName(live), {ifAvailable: true}, lock => {
            if (!lock) return resolve(null);
            return new Promise(release => resolve(release));
        }).catch(reject);
    });
}

/** Whether another tab has a live. */
export async function isHeldElsewhere(live) {
    const release = await holdLive(live);
    release?.();
    return release === null;
}
