import {browser} from "@web/core/browser/browser";
import {getSetting, setSetting} from "./local_settings";

/** Frequencies in Hz and lengths in seconds: one short high, two long low. */
const SOUNDS = {
    accepted: [[1046, 0.09]],
    warning: [
        [784, 0.09],
        [784, 0.09],
    ],
    refused: [
        [233, 0.22],
        [185, 0.32],
    ],
};
const GAP_S = 0.06;
/** How loud, by what this device is set to; in the order in which a tap goes on. */
const VOLUMES = {normal: 0.25, loud: 0.7, off: 0};
/** A sound that comes later than this says nothing any more. */
const WAKE_MS = 300;

let context = null;

/** @returns {"normal"|"loud"|"off"} what this device is set to */
export function getSound() {
    const sound = getSetting("sound");
    return sound in VOLUMES ? sound : "normal";
}

/** Set this device to the next loudness. */
export function turnSound() {
    const sounds = Object.keys(VOLUMES);
    const next = sounds[(sounds.indexOf(getSound()) + 1) % sounds.length];
    setSetting("sound", next);
    return next;
}

/**
 * Beep. Browsers without sound, or that have not been touched yet, stay silent: the
 * screen says the same by word, shape and colour.
 *
 * @param {"accepted"|"warning"|"refused"} kind
 */
export async function beep(kind) {
    if (kind === "refused") {
        browser.navigator.vibrate?.([200, 80, 200]);
    }
    const volume = VOLUMES[getSound()];
    if (volume && (await isAwake())) {
        let start = context.currentTime;
        for (const [frequency, length] of SOUNDS[kind]) {
            playTone(frequency, start, length, volume);
            start += length + GAP_S;
        }
    }
}

/** Before the first touch a browser would keep all sounds, and make them at once then. */
async function isAwake() {
    const AudioContext = window.AudioContext || window.webkitAudioContext;
    if (!AudioContext) {
        return false;
    }
    context = context || new AudioContext();
    if (context.state !== "running") {
        const late = new Promise((resolve) => browser.setTimeout(resolve, WAKE_MS));
        // refused or in time: the state says which
        await Promise.race([context.resume().catch(() => undefined), late]);
    }
    return context.state === "running";
}

function playTone(frequency, start, length, volume) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.type = "square";
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(volume, start);
    gain.gain.exponentialRampToValueAtTime(0.001, start + length);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + length);
}
