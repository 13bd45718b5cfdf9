import {ReportPad} from "@poms_orders/shop_floor/report_pad";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame, click} from "@odoo/hoot-dom";
import {mountWithCleanup} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CARD = {
    id: 1,
    name: "TC1",
    operation: "Turning",
    product: "Shaft",
    open: "10",
    uom: "pcs",
    receives: true,
    tracking: "serial",
    components: [],
    parameters: [
        {
            id: 3,
            name: "Diameter",
            unit: "mm",
            kind: "number",
            minimum: 9.9,
            maximum: 10.1,
            target: 10,
            limit_mode: "block",
        },
    ],
};

async function openPad(card = {}, more = {}) {
    const pad = {sent: []};
    pad.component = await mountWithCleanup(ReportPad, {
        props: {
            ...more,
            card: {...CARD, ...card},
            reasons: [],
            onSend: (method, values) => pad.sent.push([method, values]),
            onCancel: () => undefined,
            setScanTaker: (taker) => (pad.scan = taker),
        },
    });
    return pad;
}

async function press(...keys) {
    for (const key of keys) {
        await click(`.o_poms_report_keys .o_poms_key[data-key="${key}"]`);
    }
    await animationFrame();
}

test("each serial number counts once; the same one again is refused", async () => {
    const pad = await openPad();
    expect(pad.scan("S1", [])).toBe(true);
    expect(pad.scan("S2", [])).toBe(true);
    expect(String(pad.scan("S1", []))).toBe("S1 is scanned already.");
    await animationFrame();
    expect(".o_poms_serials [role=alert]").toHaveText("S1 is scanned already.");
    expect(".o_poms_field[data-name=good] .o_poms_field_value").toHaveText(/^2/);
    await click(".o_poms_chip");
    await animationFrame();
    expect(".o_poms_serials [role=alert]").toHaveCount(0);
    await click(".o_poms_send");
    expect(pad.sent).toEqual([["report", {good: "1", serials: ["S2"]}]]);
});

test("outside the limits: said while it is typed, with what follows", async () => {
    await openPad();
    await click("[data-parameter='3'] .o_poms_value");
    await press("1", "1");
    expect("[data-parameter='3'] [role=alert]").toHaveText(
        "Out of limits: it will not be taken"
    );
});

test("a number and Done: two taps for the usual case", async () => {
    const pad = await openPad({tracking: "none", parameters: []});
    await press("5");
    await click(".o_poms_send");
    expect(pad.sent).toEqual([["report", {good: "5"}]]);
});

test("six quantities where the plant counts them; a concession is good", async () => {
    const kinds = [
        "good",
        "concession",
        "scrap",
        "material_fault",
        "rework",
        "to_inspect",
    ];
    const pad = await openPad({kinds, tracking: "none", parameters: []});
    expect(".o_poms_field").toHaveCount(6);
    await click(".o_poms_field[data-name=concession]");
    await press("4");
    expect(".o_poms_report_sum").toHaveText("6 of 10 pcs left");
    await click(".o_poms_send");
    expect(pad.sent).toEqual([["report", {concession: "4"}]]);
});

test("a photo and a signature go along, the step knows them by their uuid", async () => {
    const parameters = [
        {id: 5, name: "First piece", kind: "photo", is_required: true},
        {id: 6, name: "Setter", kind: "signature", is_required: true},
    ];
    const pad = await openPad({parameters, tracking: "none"});
    expect(".o_poms_missing").toHaveText("Still asked for: First piece, Setter");
    expect(".o_poms_signature_canvas").toBeVisible();
    const photo = {uuid: "p1", kind: "photo", blob: new Blob(["x"])};
    const signature = {uuid: "s1", kind: "signature", blob: new Blob(["y"])};
    pad.component.setPictures(5, [photo]);
    pad.component.setPictures(6, [signature]);
    await press("2");
    expect(".o_poms_missing").toHaveCount(0);
    await click(".o_poms_send");
    const [[method, values]] = pad.sent;
    expect(method).toBe("report");
    expect(values.parameters).toEqual({5: "p1", 6: "s1"});
    expect(values.blobs.map(({uuid}) => uuid)).toEqual(["p1", "s1"]);
});

test("without the network nobody signs", async () => {
    await openPad(
        {parameters: [{id: 6, name: "Setter", kind: "signature"}]},
        {online: false}
    );
    expect(".o_poms_signature_off").toBeVisible();
    expect(".o_poms_signature_canvas").not.toBeVisible();
});
