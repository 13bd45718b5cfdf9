import {ReportsPanel} from "@poms_orders/shop_floor/corrections/reports_panel";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame, click} from "@odoo/hoot-dom";
import {mountWithCleanup} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const REPORT = {
    id: 5,
    uuid: "u5",
    card: "TC000001",
    operation: "Turning",
    product: "Shaft",
    order: "MO1",
    person: "Anna Berg",
    date: "2026-01-05 08:00:00",
    uom: "pcs",
    good: "7",
    scrap: "1",
    rework: "0",
    material_fault: "0",
    tracking: "none",
    is_corrected: false,
    asked: "",
    is_closed: false,
    product_id: 30,
    components: [
        {
            product_id: 31,
            product: "Paste",
            tracking: "lot",
            uom: "kg",
            lot: "B1",
            quantity: "8",
        },
        {
            product_id: 32,
            product: "Ring",
            tracking: "none",
            uom: "pcs",
            lot: "",
            quantity: "4",
        },
    ],
};
const LOT = (name, product_id = 31, product = "Paste") => ({name, product_id, product});

/** A station whose server answers what `answers` holds. */
function makeStation(answers) {
    const calls = [];
    return {
        calls,
        said: [],
        person: {id: 7, token: "t1"},
        state: {payload: null},
        badgeTaker: null,
        scanTaker: null,
        server: {
            read: (method, params) => {
                calls.push({method, ...params});
                return Promise.resolve(answers[method]);
            },
        },
        reasonsOf: () => [],
        refresh: () => Promise.resolve(),
        back: () => undefined,
        hush: () => undefined,
        say(kind, text) {
            this.said.push([kind, text]);
        },
        sayAnswer(answer) {
            this.said.push([answer.status, answer.message]);
        },
    };
}

async function openReport(answers) {
    const station = makeStation({
        my_reports: {status: "accepted", reports: [REPORT]},
        ...answers,
    });
    await mountWithCleanup(ReportsPanel, {props: {station}});
    await animationFrame();
    await click("[data-report='5']");
    await animationFrame();
    return station;
}

async function type(...keys) {
    for (const key of keys) {
        await click(`.o_poms_key[data-key="${key}"]`);
    }
    await animationFrame();
}

function preview(needs, consequences = []) {
    return {
        status: "accepted",
        needs,
        needs_name: needs && "team leader",
        consequences,
    };
}

test("only changed numbers are sent, and only after the consequences", async () => {
    const station = await openReport({
        correction_preview: preview("", [
            {code: "figures", message: "The figures change.", who: "", who_name: ""},
        ]),
        correct: {status: "accepted", code: "ok", message: "", id: 9},
    });
    expect(".o_poms_look").not.toBeEnabled();
    await type("5");
    await click(".o_poms_look");
    await animationFrame();
    expect(".o_poms_effects li").toHaveText("The figures change.");
    await click("[data-act=correct]");
    await animationFrame();
    const [looked, sent] = station.calls.slice(1, 3);
    expect([looked.method, looked.report, looked.good]).toEqual([
        "correction_preview",
        "u5",
        "5",
    ]);
    expect("scrap" in sent).toBe(false);
    expect(sent.method).toBe("correct");
    expect(sent.uuid).not.toBe("u5");
    expect(station.said).toEqual([["accepted", "Corrected."]]);
});

test("another number forgets the consequences that were shown", async () => {
    await openReport({correction_preview: preview("")});
    await type("5");
    await click(".o_poms_look");
    await animationFrame();
    expect("[data-act=correct]").toHaveCount(1);
    await type("0");
    expect("[data-act=correct]").toHaveCount(0);
});

test("what needs a leader is asked, and booked by the leader's badge", async () => {
    const station = await openReport({
        correction_preview: preview("leader", [
            {
                code: "not_own",
                message: "Older.",
                who: "leader",
                who_name: "team leader",
            },
        ]),
        correct: {status: "refused", code: "correction_right", uuid: "r1"},
        identify: {status: "accepted", token: "t2", name: "Lea"},
        settle: {status: "accepted", code: "ok"},
    });
    await type("5");
    await click(".o_poms_look");
    await animationFrame();
    expect(".o_poms_effect_who").toHaveText("needs: team leader");
    expect(await station.badgeTaker("BLEA")).toBe(false);
    await click("[data-act=ask]");
    await animationFrame();
    expect(".o_poms_asked").toHaveCount(1);
    expect(await station.badgeTaker("BLEA")).toBe(true);
    const settle = station.calls.find((call) => call.method === "settle");
    expect([settle.conflict, settle.token, settle.resolution]).toEqual([
        "r1",
        "t2",
        "book",
    ]);
});

/** What the preview was asked for, but for who asks. */
async function look(station) {
    await click(".o_poms_look");
    await animationFrame();
    const {method, token, report, ...asked} = station.calls.at(-1);
    expect([method, token, report]).toEqual(["correction_preview", "t1", "u5"]);
    return asked;
}

test("a scanned lot stands for the wrong one, with its quantity", async () => {
    const station = await openReport({correction_preview: preview("")});
    expect(".o_poms_used").toHaveCount(2);
    expect(station.scanTaker("B2", [LOT("B2")])).toBe(true);
    await animationFrame();
    expect(".o_poms_used:first input").toHaveValue("B2");
    expect(".o_poms_used:first s").toHaveText("B1");
    expect(await look(station)).toEqual({
        components: [{product: 31, lot: "B2", quantity: "8"}],
    });
});

test("a second lot gets a line; all of a component is told, others are not", async () => {
    const station = await openReport({correction_preview: preview("")});
    await click(".o_poms_used:first .o_poms_value");
    await type("5");
    await click(".o_poms_field[data-name=good]");
    station.scanTaker("B2", [LOT("B2")]);
    await animationFrame();
    await type("3");
    expect(".o_poms_used").toHaveCount(3);
    expect(await look(station)).toEqual({
        components: [
            {product: 31, lot: "B1", quantity: "5"},
            {product: 31, lot: "B2", quantity: "3"},
        ],
    });
});

test("a lot of something forgotten is told as well; the made one is taken back", async () => {
    const station = await openReport({correction_preview: preview("")});
    expect(station.scanTaker("G1", [LOT("G1", 33, "Grease")])).toBe(true);
    await animationFrame();
    await type("2");
    expect(await look(station)).toEqual({
        components: [{product: 33, lot: "G1", quantity: "2"}],
    });
    expect(station.scanTaker("OUT1", [LOT("OUT1", 30, "Shaft")])).toBe(false);
    expect(station.scanTaker("nothing", [])).toBe(false);
});

test("a changed lot forgets the consequences; back to what stood is no change", async () => {
    const station = await openReport({correction_preview: preview("")});
    station.scanTaker("B2", [LOT("B2")]);
    await animationFrame();
    await look(station);
    expect("[data-act=correct]").toHaveCount(1);
    station.scanTaker("B1", [LOT("B1")]);
    await animationFrame();
    expect("[data-act=correct]").toHaveCount(0);
    expect(".o_poms_look").not.toBeEnabled();
});

test("without the server it says so, and offers nothing", async () => {
    const station = makeStation({my_reports: {status: "unreachable"}});
    await mountWithCleanup(ReportsPanel, {props: {station}});
    await animationFrame();
    expect(".o_poms_empty").toHaveCount(1);
    expect("[data-report]").toHaveCount(0);
});
