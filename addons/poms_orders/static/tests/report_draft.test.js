import {
    getBadKinds,
    isWithinLimits,
    makeDraft,
    makeLine,
    makeReportParams,
} from "@poms_orders/shop_floor/report_draft";
import {getActs, getMark, getPunctuality} from "@poms_orders/shop_floor/card_facts";
import {formatQuantity, getInitials} from "@poms_orders/shop_floor/format";
import {describe, expect, test} from "@odoo/hoot";
import {makeMockEnv} from "@web/../tests/web_test_helpers";

describe.current.tags("headless");

const {DateTime} = luxon;

test("only what was entered is sent, as it was typed", () => {
    const draft = makeDraft();
    expect(makeReportParams(draft)).toEqual({});
    draft.quantities.good = "12.50";
    draft.quantities.scrap = "2.";
    draft.reason = 4;
    draft.parameters = {5: "11.99", 6: true, 7: ""};
    expect(makeReportParams(draft)).toEqual({
        good: "12.50",
        scrap: "2",
        reason: 4,
        parameters: {5: "11.99", 6: true},
    });
});

test("a reason goes only with bad pieces", () => {
    const draft = makeDraft();
    draft.quantities.good = "3";
    draft.reason = 4;
    expect(makeReportParams(draft)).toEqual({good: "3"});
    draft.quantities.rework = "1";
    expect(getBadKinds(draft)).toEqual(["rework"]);
    expect(makeReportParams(draft).reason).toBe(4);
});

test("a scanned lot is used as far as the pieces need it", () => {
    const draft = makeDraft();
    const component = {
        product_id: 9,
        product: "Bar",
        per_piece: "0.35",
        lots: [{name: "H1"}],
    };
    draft.components = [makeLine(component)];
    draft.quantities.good = "4";
    expect(makeReportParams(draft).components).toBe(undefined);
    draft.components[0].lot = "H2";
    expect(makeReportParams(draft).components).toEqual([
        {product: 9, lot: "H2", quantity: "1.4"},
    ]);
    draft.components[0].quantity = "2";
    expect(makeReportParams(draft).components[0].quantity).toBe("2");
});

test("limits are judged as the server does", () => {
    const both = {kind: "number", minimum: 11.98, maximum: 12.02};
    expect(isWithinLimits(both, "12")).toBe(true);
    expect(isWithinLimits(both, "12.03")).toBe(false);
    expect(isWithinLimits(both, "")).toBe(null);
    expect(isWithinLimits({kind: "number", minimum: 0, maximum: 0}, "5")).toBe(null);
    expect(isWithinLimits({kind: "number", minimum: 5, maximum: 0}, "500")).toBe(true);
    expect(isWithinLimits({kind: "number", minimum: -5, maximum: 0}, "1")).toBe(false);
    expect(isWithinLimits({kind: "yes_no", target: 1}, false)).toBe(false);
    expect(isWithinLimits({kind: "yes_no", target: 0}, false)).toBe(null);
});

test("a card offers what its state allows", () => {
    expect(getActs({state: "released"})).toEqual(["start"]);
    expect(getActs({state: "running"})[0]).toBe("report");
    expect(getActs({state: "paused"})[0]).toBe("resume");
    expect(getActs({state: "released", is_held: true})).toEqual([]);
    expect(getActs({state: "done"})).toEqual([]);
});

test("a mark says what matters most", () => {
    expect(getMark({state: "released", is_held: true})).toBe("held");
    const waits_for = [{code: "material", message: "bar is short"}];
    expect(getMark({state: "released", waits_for})).toBe("waiting");
    expect(getMark({state: "running", waits_for})).toBe("running");
    expect(getMark({state: "done", is_held: true})).toBe("done");
});

test("late is told from on time", () => {
    const now = DateTime.fromISO("2026-03-02T12:00:00Z");
    const card = {state: "released", date_planned_finish: "2026-03-02 14:00:00"};
    expect(getPunctuality({state: "released"}, now)).toBe(null);
    expect(getPunctuality(card, now).kind).toBe("on_time");
    const due = {...card, date_due: "2026-03-02 13:00:00"};
    expect(getPunctuality(due, now).kind).toBe("late");
    const over = {state: "running", date_planned_finish: "2026-03-02 11:00:00"};
    expect(getPunctuality(over, now).kind).toBe("late");
});

test("quantities lose their zeros and people keep their initials", async () => {
    await makeMockEnv();
    expect(formatQuantity("12.500")).toBe("12.5");
    expect(formatQuantity("0.00")).toBe("0");
    expect(formatQuantity("100")).toBe("100");
    expect(formatQuantity("")).toBe("");
    expect(getInitials("Anna Berg")).toBe("AB");
    expect(getInitials("王小明")).toBe("小明");
});
