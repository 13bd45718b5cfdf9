import {beep, getSound, turnSound} from "@poms_orders/shop_floor/feedback";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {runAllTimers} from "@odoo/hoot-mock";
import {patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";

describe.current.tags("headless");

let played = [];

/** A browser's sound that can be heard by a test, or asleep until somebody touches. */
class FakeContext {
    state = FakeContext.isTouched ? "running" : "suspended";
    currentTime = 0;
    static isTouched = true;
    resume() {
        if (!FakeContext.isTouched) {
            return new Promise(() => undefined);
        }
        this.state = "running";
        return Promise.resolve();
    }
    createOscillator() {
        const tone = {
            frequency: {},
            connect: (next) => next,
            start: () => played.push(tone.frequency.value),
            stop: () => undefined,
        };
        return tone;
    }
    createGain() {
        const gain = {
            setValueAtTime: (value) => expect.step(`volume ${value}`),
            exponentialRampToValueAtTime: () => undefined,
        };
        return {gain, connect: (next) => next};
    }
}

beforeEach(() => {
    played = [];
    FakeContext.isTouched = true;
    browser.localStorage.removeItem("poms_floor.sound");
    patchWithCleanup(window, {AudioContext: FakeContext});
    patchWithCleanup(browser, {navigator: {vibrate: () => expect.step("vibrate")}});
});

test("before the first touch nothing is heard, then or later", async () => {
    FakeContext.isTouched = false;
    for (const kind of ["refused", "warning", "accepted"]) {
        beep(kind);
    }
    await runAllTimers();
    expect(played).toEqual([]);
    FakeContext.isTouched = true;
    await beep("accepted");
    expect(played).toEqual([1046]);
    expect.verifySteps(["vibrate", "volume 0.25"]);
});

test("a refusal sounds lower and longer than what was taken", async () => {
    await beep("refused");
    expect(played).toEqual([233, 185]);
    await beep("warning");
    expect(played).toEqual([233, 185, 784, 784]);
    expect.verifySteps(["vibrate", ...Array(4).fill("volume 0.25")]);
});

test("a tap goes from normal to loud to off and back", async () => {
    expect(getSound()).toBe("normal");
    expect(turnSound()).toBe("loud");
    await beep("accepted");
    expect.verifySteps(["volume 0.7"]);
    expect(turnSound()).toBe("off");
    await beep("accepted");
    expect.verifySteps([]);
    expect(played).toEqual([1046]);
    expect(turnSound()).toBe("normal");
});
