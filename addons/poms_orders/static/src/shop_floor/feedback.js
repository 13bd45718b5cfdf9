import {browser} from "@web/core/browser/browser";

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
const VOLUME = 0.25;

let context = null;

/**
 * Beep. Browsers without sound, or that have not been touched yet, stay silent: the
 * screen says the same by word, shape and colour.
 *
 * @param {"accepted"|"warning"|"refused"} kind
 */
export function beep(kind) {
    const AudioContext = window.AudioContext || window.webkitAudioContext;
    if (!AudioContext) {
        return;
    }
    context = context || new AudioContext();
    if (context.state === "suspended") {
        context.resume().catch(() => {});
    }
    let start = context.currentTime;
    for (const [frequency, length] of SOUNDS[kind]) {
        playTone(frequency, start, length);
        start += length + GAP_S;
    }
    if (kind === "refused") {
        browser.navigator.vibrate?.([200, 80, 200]);
    }
}

function playTone(frequency, start, length) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.type = "square";
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(VOLUME, start);
    gain.gain.exponentialRampToValueAtTime(0.001, start + length);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + length);
}
