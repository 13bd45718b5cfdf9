import {FieldScans} from "@poms_orders/shop_floor/field_scans";
import {getActs} from "@poms_orders/shop_floor/card_facts";
import {describeAct} from "@poms_orders/shop_floor/station/told";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {makeMockEnv} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();
beforeEach(() => makeMockEnv());

/** Types into a field as a scanner (5 ms a key) or a person (120 ms) does. */
function makeField(value = "") {
    const scans = [];
    const fields = new FieldScans((code) => scans.push(code));
    const target = {
        value,
        matches: () => true,
        dispatchEvent: () => true,
    };
    let timeStamp = 1000;
    const type = (text, gapMs) => {
        let isKept = true;
        for (const key of [...text, "Enter"]) {
            timeStamp += gapMs;
            fields.take({
                key,
                target,
                timeStamp,
                preventDefault: () => (isKept = false),
                stopImmediatePropagation: () => undefined,
            });
            if (key !== "Enter") {
                target.value += key;
            }
        }
        return isKept;
    };
    return {scans, target, type};
}

test("a scan into a field goes where scans go, and the field keeps its text", () => {
    const {scans, target, type} = makeField("LOT-1");
    expect(type("POMS1001", 5)).toBe(false);
    expect(scans).toEqual(["POMS1001"]);
    expect(target.value).toBe("LOT-1");
});

test("what a person types stays in the field", () => {
    const {scans, target, type} = makeField();
    expect(type("POMS1001", 120)).toBe(true);
    expect(scans).toEqual([]);
    expect(target.value).toBe("POMS1001");
});

test("three quick keys are no scan", () => {
    const {scans, type} = makeField();
    expect(type("123", 5)).toBe(true);
    expect(scans).toEqual([]);
});

const CARD = {state: "running", setup_min: 20, people: [{employee_id: 7, name: "A"}]};

test("who does not work on a running card may join it", () => {
    expect(getActs(CARD, 8)).toEqual(["join", "report", "finish"]);
    expect(getActs(CARD, 7)).toEqual(["report", "setup", "pause", "finish"]);
    expect(getActs({...CARD, people: []}, 8)).toInclude("pause");
});

test("the end of the set-up is asked for until it was told or a piece has come", () => {
    expect(getActs({...CARD, is_set_up: true}, 7)).not.toInclude("setup");
    expect(getActs({...CARD, good: "1"}, 7)).not.toInclude("setup");
    expect(getActs({...CARD, setup_min: 0}, 7)).not.toInclude("setup");
});

test("what was taken is said in numbers; whose time goes on by name", () => {
    expect(String(describeAct("report", {good: "2", scrap: "1"}, CARD, 7))).toBe(
        "Taken: 2 Good · 1 Scrap"
    );
    const both = {people: [...CARD.people, {employee_id: 8, name: "B"}]};
    expect(String(describeAct("pause", {}, both, 7))).toMatch(/B: theirs goes on/);
    expect(describeAct("pause", {}, CARD, 7)).toBe("");
});
