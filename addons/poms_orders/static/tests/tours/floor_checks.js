/* global axe */
import {loadJS} from "@web/core/assets";

// What every floor screen is held to, whichever tour comes by: axe-core's rules of
// WCAG 2.2 AA by light and by dark, sizes for gloves, nothing beyond the edge. axe is
// served by the test that starts the tour.

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const TOUCHED = "button, input:not([type=hidden]), select, textarea, a[href]";
const SMALLEST = 48;
const PATIENCE_MS = 8000;

const floor = () => document.querySelector(".o_poms_floor");

/** What a wedge scanner does: keys in a burst, then Enter. */
export function scan(code) {
    for (const key of [...code, "Enter"]) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
    }
}

export async function until(isTrue, what) {
    const end = Date.now() + PATIENCE_MS;
    while (!isTrue()) {
        if (Date.now() > end) {
            throw new Error(`still not: ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 30));
    }
}

/** Fail with every complaint about the screen that shows, by light and by dark. */
export async function checkScreen(name) {
    await loadJS("/poms_orders/tests/axe.js");
    const root = floor();
    await until(() => !root.dataset.flash, "the flash is over");
    const wasDark = root.classList.contains("o_poms_dark");
    const complaints = [...findSmall(), ...findOutside()];
    for (const isDark of [false, true]) {
        root.classList.toggle("o_poms_dark", isDark);
        const {violations, passes} = await axe.run(".o_poms_floor", {runOnly: RULES});
        if (!passes.length) {
            complaints.push("axe looked at nothing");
        }
        complaints.push(...violations.map((one) => describe(one, isDark)));
    }
    root.classList.toggle("o_poms_dark", wasDark);
    if (complaints.length) {
        throw new Error(`${name}: ${complaints.join("\n")}`);
    }
}

function describe({id, nodes}, isDark) {
    const places = nodes.map(
        ({target, failureSummary}) => `${target} ${failureSummary}`
    );
    return `${id} by ${isDark ? "dark" : "light"}: ${places.join("; ")}`;
}

function findVisible(selector) {
    return [...floor().querySelectorAll(selector)].filter((one) => one.offsetParent);
}

function findSmall() {
    return findVisible(TOUCHED)
        .map((one) => ({one, box: one.getBoundingClientRect()}))
        .filter(({box}) => Math.min(box.width, box.height) < SMALLEST - 0.5)
        .map(({one, box}) => `${one.className} is ${box.width} x ${box.height} px`);
}

function findOutside() {
    return findVisible("button, input, p, h1, h2")
        .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
        .map((one) => `${one.className} leaves the screen`);
}

/** Open what other parts offer by buttons of `place`, look, and come back. */
export async function checkOffered(place, comeBack) {
    await comeBack();
    const names = findVisible(`${place} [data-button]`).map(
        (one) => one.dataset.button
    );
    for (const name of names) {
        const before = floor().dataset.screen;
        floor().querySelector(`${place} [data-button="${name}"]`).click();
        await until(() => floor().dataset.screen !== before, `${name} has opened`);
        await checkScreen(name);
        await comeBack();
    }
}
