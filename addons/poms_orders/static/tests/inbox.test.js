import {Inbox} from "@poms_orders/inbox/inbox";
import {
    dateSpellings,
    findCell,
    findPlace,
    numberSpellings,
} from "@poms_orders/order_original/places";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {
    animationFrame,
    click,
    press,
    queryAllTexts,
    queryOne,
    waitUntil,
} from "@odoo/hoot-dom";
import {mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const SURE = {percent: 100, why: "", sent: []};

function makeRow(id, values = {}) {
    return {
        id,
        name: `CO${id}`,
        channel: "email",
        partner: "Northwind",
        sender: "",
        reference: `PO-${id}`,
        revision: 0,
        part: 0,
        due: "2030-01-05 16:00:00",
        priority: "0",
        customer_class: "",
        confidence: 100,
        missing: [],
        is_ready: true,
        is_blocked: false,
        is_change: false,
        is_cancellation: false,
        make_to_stock: false,
        ...values,
    };
}

function makeOrder(id, values = {}, quantity = {}) {
    return {
        ...makeRow(id, values),
        state: "received",
        overall: 100,
        issues: [],
        fields: {
            partner_id: {...SURE, value: false, text: ""},
            reference: {...SURE, value: `PO-${id}`},
            date_due: {...SURE, value: "2030-01-05 16:00:00"},
            priority: {...SURE, value: "0"},
            currency_id: {...SURE, value: false, text: "EUR"},
        },
        lines: [
            {
                id: id * 10,
                line: "10",
                codes: ["4711"],
                item: "4711",
                is_doubtful: false,
                came_with: "",
                promised: "",
                fields: {
                    product_id: {...SURE, value: false, suggestions: []},
                    uom_id: {...SURE, value: false, suggestions: []},
                    quantity: {...SURE, value: 12, ...quantity},
                    price_unit: {...SURE, value: 5},
                    date_due: {...SURE, value: ""},
                },
            },
        ],
        production_only: false,
        promised: "",
        received: "",
        merged: [],
        siblings: [],
        difference: [],
        previous: {id: false, name: ""},
        notes: [],
        more_lines: 0,
        file: {id: false, rows: 0},
        original_count: 1,
        ...values,
    };
}

let rows = [];
let details = {};
let calls = [];
let originals = [];

beforeEach(() => {
    rows = [makeRow(1), makeRow(2), makeRow(3)];
    details = {};
    calls = [];
    originals = [
        {id: 1, name: "mail.txt", kind: "text", url: "#", text: "4711   12 pcs\n"},
    ];
    onRpc("poms.order", "inbox_queue", () => ({
        orders: rows,
        total: rows.length,
        counts: {all: rows.length, ready: rows.length, questions: 0, changes: 0},
    }));
    onRpc("poms.order", "inbox_order", ({args}) => {
        const [id] = args[0];
        return details[id] || makeOrder(id);
    });
    onRpc("poms.order", "read_originals", () => originals);
    onRpc("poms.order", "inbox_promise", () => ({promised: "", lines: {}}));
    onRpc("poms.order", "inbox_accept", ({args}) => {
        calls.push(["accept", args[0][0]]);
        rows = rows.filter(({id}) => id !== args[0][0]);
        return {status: "accepted", message: "confirmed"};
    });
});

async function open() {
    await mountWithCleanup(Inbox, {
        props: {action: {}, actionId: 1, className: "", updateActionState() {}},
    });
    await settle();
}

async function settle() {
    for (let i = 0; i < 4; i++) {
        await animationFrame();
    }
}

const current = () => queryOne(".o_poms_intake_row[aria-selected=true]").dataset.id;

test("arrows move, Enter accepts and goes on to the next", async () => {
    await open();
    expect(current()).toBe("1");
    await press("ArrowDown");
    await settle();
    expect(current()).toBe("2");
    await press("Enter");
    await settle();
    expect(calls).toEqual([["accept", 2]]);
    expect(current()).toBe("3");
    expect(".o_poms_intake_row").toHaveCount(2);
    expect("[data-act=undo]").toHaveCount(1);
});

test("a doubt is asked once more before it is accepted", async () => {
    const why = "Far more than usual.";
    details[1] = makeOrder(1, {overall: 60}, {percent: 60, why});
    await open();
    await press("Enter");
    await settle();
    expect(calls).toEqual([]);
    expect(".o_poms_intake_message[data-kind=ask]").toHaveText(/Far more than usual/);
    await press("Enter");
    await settle();
    expect(calls).toEqual([["accept", 1]]);
});

test("what is refused stays, with its reason", async () => {
    onRpc("poms.order", "inbox_accept", () => ({
        status: "refused",
        message: "Line 10: which unit?",
    }));
    await open();
    await press("Enter");
    await settle();
    expect(current()).toBe("1");
    expect("[role=alert].o_poms_intake_message").toHaveText(/which unit/);
});

test("a focused field is marked in the original", async () => {
    await open();
    expect(".o_poms_hit").toHaveCount(0);
    await click(".o_poms_intake_lines [data-name=quantity] input");
    await settle();
    expect(queryAllTexts(".o_poms_hit")).toEqual(["12"]);
});

test("the cell of a sheet is marked, in the row that holds item and value", async () => {
    const table = {
        name: "S",
        first_row: 1,
        more: 7,
        rows: [
            ["4711", "99"],
            ["4711", "12"],
        ],
    };
    originals = [{id: 1, name: "o.xlsx", kind: "table", url: "#", tables: [table]}];
    await open();
    await click(".o_poms_intake_lines [data-name=quantity] input");
    await settle();
    expect("tbody tr:eq(1) td.o_poms_hit").toHaveText("12");
    expect(".o_poms_original_page p").toHaveText(/7 more rows/);
});

test("a mail is shown in a frame where nothing runs; the place is marked", async () => {
    const text =
        "<p>Item <b>4711</b></p><p>12 pcs</p><script>parent.hacked = 1</script>";
    originals = [{id: 1, name: "Mail.html", kind: "html", url: "#", text}];
    await open();
    const frame = queryOne("iframe.o_poms_original_frame");
    await waitUntil(() => frame.contentDocument?.body?.textContent.includes("pcs"));
    await click(".o_poms_intake_lines [data-name=quantity] input");
    await waitUntil(() => frame.contentDocument.querySelector("mark"));
    expect(frame.contentDocument.querySelector("mark").textContent).toBe("12");
    expect(window.hacked).toBe(undefined);
});

test("an empty inbox says how orders get here", async () => {
    rows = [];
    await open();
    expect(".o_poms_intake_empty h2").toHaveText("No order waits");
});

test("numbers and dates are found in the spellings of messages", () => {
    expect(numberSpellings(1234.5)).toInclude("1.234,5");
    expect(numberSpellings(12)).toInclude("12.000");
    expect(numberSpellings("")).toEqual([]);
    expect(dateSpellings("2026-11-22")).toInclude("2026年11月22日");
    expect(dateSpellings("")).toEqual([]);
    const text = "LIN 20 QTY 12\nLIN 4711 QTY 12 2026-11-22\n";
    const place = findPlace(text, numberSpellings(12), ["4711"]);
    expect(place.start).toBe(text.lastIndexOf("12 2026"));
    expect(findPlace("112 pcs", ["12"])).toBe(null);
    expect(findPlace("数量12件", ["12"])).toEqual({start: 2, end: 4});
    expect(findPlace("abc", ["", "x"])).toBe(null);
});

test("a cell is found in its item's row first", () => {
    const rows_ = [
        ["item", "qty"],
        ["A", "12"],
        ["4711", "12.000"],
    ];
    expect(findCell(rows_, numberSpellings(12), ["4711"])).toEqual({row: 2, column: 1});
    expect(findCell(rows_, ["zzz"], ["4711"])).toBe(null);
});
