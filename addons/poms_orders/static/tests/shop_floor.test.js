import {
    floorCardButtons,
    floorPanels,
    floorScans,
    floorStationButtons,
} from "@poms_orders/shop_floor/station/extensions";
import {ShopFloor} from "@poms_orders/shop_floor/shop_floor";
import {tablet} from "@poms_orders/shop_floor/shop_floor_service";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {after, beforeEach, describe, expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame, click, queryOne} from "@odoo/hoot-dom";
import {Component, xml} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {
    getService,
    mockService,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const PERSON = {
    status: "accepted",
    token: "t1",
    employee_id: 7,
    name: "Anna Berg",
    expires: "2099-01-01 00:00:00",
};
const CARD = {
    id: 1,
    name: "TC000001",
    state: "running",
    is_held: false,
    quantity: "40",
    good: "18",
    scrap: "2",
    rework: "0",
    material_fault: "0",
    open: "20",
    product: "Shaft",
    operation: "Turning",
    uom: "pcs",
    workcenter: {id: 3, name: "CNC-3"},
    waits_for: [],
};
const HELD = {
    ...CARD,
    id: 2,
    name: "TC000002",
    state: "released",
    is_held: true,
    hold_reason: "Crack found",
};
const REASONS = [
    {id: 4, code: "S1", name: "Scratched", kind: "scrap"},
    {id: 5, code: "R1", name: "Burr", kind: "rework"},
];

/** The server's answers by method; a test replaces those that it is about. */
let answers = {};
let calls = [];

/** The floor talks plain HTTP, past the RPC that Odoo's mock server knows. */
function respond(method, init) {
    if (method === "ping") {
        return new Response(JSON.stringify({now: Date.now()}));
    }
    const params = JSON.parse(init.body);
    calls.push({method, ...params});
    const answer = answers[method];
    const body = typeof answer === "function" ? answer(params) : answer;
    return new Response(JSON.stringify(body.body || body), {
        status: body.httpStatus || 200,
        headers: {"Content-Type": "application/json"},
    });
}

beforeEach(() => {
    patchWithCleanup(tablet, {openDatabase: () => null, keepFloor: () => false});
    patchWithCleanup(browser, {
        fetch(url, init) {
            const [, method] = String(url).match(/^\/poms\/floor\/(\w+)$/) || [];
            return method
                ? Promise.resolve(respond(method, init))
                : super.fetch(...arguments);
        },
    });
    browser.sessionStorage.clear();
    browser.localStorage.clear();
    calls = [];
    answers = {
        identify: PERSON,
        station_queue: {status: "accepted", cards: [CARD, HELD], reasons: REASONS},
        scan: ({code}) =>
            code === CARD.name
                ? {
                      status: "accepted",
                      type: "card",
                      card: {...CARD, parameters: [], components: []},
                  }
                : {status: "refused", code: "code_unknown", message: `${code}?`},
        offline_pack: {status: "accepted", cards: [CARD], reasons: REASONS},
        report: {status: "accepted", code: "ok", message: "", id: 1, warnings: []},
        pause: {status: "accepted", code: "ok", message: "", id: 2, warnings: []},
    };
});

async function settle() {
    for (let turn = 0; turn < 8; turn++) {
        await advanceTime(1);
        await animationFrame();
    }
}

/** As the scanner's service tells it; the tour types the keys. */
async function scan(code) {
    getService("barcode").bus.trigger("barcode_scanned", {barcode: code});
    await settle();
}

async function openFloor() {
    const props = {action: {id: 1}, actionId: 1, updateActionState: () => {}};
    await mountWithCleanup(ShopFloor, {props});
    await settle();
}

function last(method) {
    return calls.filter((call) => call.method === method).at(-1);
}

test("nobody here: the screen asks for a badge and tells nothing", async () => {
    await openFloor();
    expect(".o_poms_identify").toHaveCount(1);
    expect(".o_poms_row").toHaveCount(0);
    expect(calls).toEqual([]);
});

test("a badge opens the station with its running card", async () => {
    await openFloor();
    await scan("B007");
    expect(last("identify").badge).toBe("B007");
    expect(".o_poms_now").toHaveAttribute("data-card", CARD.name);
    expect(".o_poms_row").toHaveCount(2);
    expect(".o_poms_initials").toHaveText("AB");
});

test("a refused PIN is said and forgotten", async () => {
    answers.identify = {status: "refused", code: "person_unknown", message: "Unknown."};
    await openFloor();
    for (const key of "123456") {
        await click(`.o_poms_key[data-key="${key}"]`);
        await animationFrame();
    }
    await click(".o_poms_pin_send");
    await settle();
    expect(last("identify").pin).toBe("123456");
    expect(".o_poms_message[data-kind=refused]").toHaveText(/Unknown\./);
    expect(".o_poms_pin").toHaveText("PIN");
});

test("number, Done: two taps report with a uuid and the token", async () => {
    await openFloor();
    await scan("B007");
    await click("[data-act=report]");
    await settle();
    await click('.o_poms_key[data-key="8"]');
    await animationFrame();
    expect(".o_poms_report_sum").toHaveText("12 of 20 pcs left");
    await click(".o_poms_send");
    await settle();
    const {uuid, card, token, good} = last("report");
    expect({card, token, good}).toEqual({card: CARD.name, token: "t1", good: "8"});
    expect(uuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(".o_poms_report").toHaveCount(0);
    expect(".o_poms_message[data-kind=accepted]").toHaveCount(1);
});

test("reasons show with bad pieces only, and for their kind", async () => {
    await openFloor();
    await scan("B007");
    await click("[data-act=report]");
    await settle();
    expect(".o_poms_reason").toHaveCount(0);
    await click(".o_poms_field[data-name=scrap]");
    await animationFrame();
    await click('.o_poms_key[data-key="1"]');
    await animationFrame();
    expect(".o_poms_reason").toHaveCount(1);
    expect(".o_poms_send").toHaveProperty("disabled", true);
    await click(".o_poms_reason[data-code=S1]");
    await animationFrame();
    await click(".o_poms_send");
    await settle();
    expect(last("report").reason).toBe(4);
});

test("a refusal is loud and keeps what was entered", async () => {
    answers.report = {status: "refused", code: "quantity_over", message: "Too many."};
    await openFloor();
    await scan("B007");
    await click("[data-act=report]");
    await settle();
    await click(".o_poms_all");
    await animationFrame();
    await click(".o_poms_send");
    await settle();
    expect(".o_poms_message[data-kind=refused]").toHaveText(/Too many\./);
    expect(".o_poms_field[data-name=good] .o_poms_field_value").toHaveText(/^20/);
});

test("a busy server: the act is kept and sent again under its uuid", async () => {
    let tries = 0;
    const taken = answers.report;
    answers.report = () =>
        ++tries < 3 ? {httpStatus: 503, body: {message: "busy"}} : taken;
    await openFloor();
    await scan("B007");
    await click("[data-act=report]");
    await settle();
    await click(".o_poms_all");
    await animationFrame();
    await click(".o_poms_send");
    await settle();
    expect(".o_poms_waiting").toHaveText("1 waiting");
    for (let turn = 0; turn < 3; turn++) {
        await advanceTime(4000);
        await settle();
    }
    const sent = calls.filter((call) => call.method === "report");
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((call) => call.uuid)).size).toBe(1);
    expect(".o_poms_waiting").toHaveCount(0);
});

test("a held card says why and offers nothing", async () => {
    await openFloor();
    await scan("B007");
    await click(`.o_poms_row[data-card=${HELD.name}]`);
    await settle();
    expect(".o_poms_now").toHaveAttribute("data-mark", "held");
    expect(".o_poms_why").toHaveText("Crack found");
    expect(".o_poms_acts .o_poms_btn").toHaveCount(0);
});

test("an unknown code is refused by the server's sentence", async () => {
    await openFloor();
    await scan("B007");
    answers.identify = {status: "refused", code: "person_unknown", message: "Unknown."};
    await scan("XYZ1");
    expect(".o_poms_message[data-kind=refused]").toHaveText(/XYZ1\?/);
    expect(".o_poms_person .o_poms_initials").toHaveCount(1);
});

test("a tablet's key is kept and goes with every identification", async () => {
    const key = "Ab-_".repeat(10) + "xyz";
    await openFloor();
    await scan(key);
    expect(calls).toEqual([]);
    expect(".o_poms_message[data-kind=hello]").toHaveCount(1);
    await scan("B007");
    expect(last("identify").device).toBe(key);
});

test("another badge is another person; the last one out locks", async () => {
    await openFloor();
    await scan("B007");
    answers.identify = {...PERSON, employee_id: 8, name: "王小明", token: "t2"};
    await scan("B008");
    expect(".o_poms_initials").toHaveCount(2);
    await click("[data-act=report]");
    await settle();
    await click(".o_poms_all");
    await animationFrame();
    await click(".o_poms_send");
    await settle();
    expect(last("report").token).toBe("t2");
    await click(".o_poms_leave");
    await settle();
    await click(".o_poms_leave");
    await settle();
    expect(".o_poms_identify").toHaveCount(1);
    expect(".o_poms_row").toHaveCount(0);
});

/** The listeners by name of what they listen to. */
function mockBus() {
    const hear = {};
    mockService("bus_service", {
        subscribe: (name, listener) => (hear[name] = listener),
        unsubscribe: () => undefined,
    });
    return hear;
}

test("what is stopped elsewhere is stopped here at once", async () => {
    const hear = mockBus();
    await openFloor();
    await scan("B007");
    const paused = {...CARD, state: "paused"};
    answers.station_queue = {...answers.station_queue, cards: [paused]};
    hear.poms_card({kind: "pause", card_id: 99});
    await advanceTime(2000);
    await settle();
    expect(".o_poms_now").toHaveAttribute("data-state", "running");
    hear.poms_card({kind: "pause", card_id: CARD.id});
    await advanceTime(2000);
    await settle();
    expect(".o_poms_now").toHaveAttribute("data-state", "paused");
});

test("a call that is answered elsewhere shows on the card at once", async () => {
    const hear = mockBus();
    await openFloor();
    await scan("B007");
    const call = {id: 5, kind: "machine", state: "come", level: 1, since: ""};
    const called = {...CARD, calls: [call]};
    answers.station_queue = {...answers.station_queue, cards: [called]};
    const reads = () => calls.filter(({method}) => method === "station_queue").length;
    const before = reads();
    hear.poms_call({call_id: 6, state: "open", card_id: 99, workcenter_id: 98});
    await advanceTime(2000);
    await settle();
    expect(reads()).toBe(before);
    hear.poms_call({call_id: 5, state: "come", card_id: CARD.id, workcenter_id: 98});
    await advanceTime(2000);
    await settle();
    expect(reads()).toBe(before + 1);
});

test("each person sees the own work first", async () => {
    const other = {
        ...CARD,
        id: 9,
        name: "TC000009",
        people: [{employee_id: 8, name: "王小明"}],
    };
    const queue = answers.station_queue;
    answers.station_queue = {...queue, cards: [...queue.cards, other]};
    await openFloor();
    await scan("B007");
    expect(".o_poms_now").toHaveAttribute("data-card", "TC000001");
    answers.identify = {...PERSON, employee_id: 8, name: "王小明", token: "t2"};
    await scan("B008");
    expect(".o_poms_now").toHaveAttribute("data-card", "TC000009");
});

test("everything that is touched is large enough", async () => {
    await openFloor();
    await scan("B007");
    for (const button of document.querySelectorAll(".o_poms_floor button")) {
        const {height, width} = button.getBoundingClientRect();
        expect(Math.min(height, width)).toBeGreaterThan(47);
    }
    expect(
        queryOne("[data-act=report]").getBoundingClientRect().height
    ).toBeGreaterThan(55);
});

/** A part of another file that joins the floor by its registries. */
class Probe extends Component {
    static template = xml`<section class="probe" t-out="props.text"/>`;
    static props = {text: String};
}

/** Registries outlive a test: each entry is taken out again. */
function join(category, name, entry) {
    category.add(name, entry, {force: true});
    after(() => category.remove(name));
}

const PROBE_PANEL = {
    Component: Probe,
    getProps: ({card, state}) => ({text: `${card?.name} ${state.payload || ""}`}),
};

test("another part adds a button to the card and opens its panel", async () => {
    join(floorPanels, "probe", PROBE_PANEL);
    join(floorCardButtons, "probe", {
        icon: "fa-bell",
        label: "Probe",
        isVisible: (card) => card.state === "running",
        onPress: (station, card) => station.show("probe", card.id),
    });
    await openFloor();
    await scan("B007");
    await click("[data-button=probe]");
    await settle();
    expect(".probe").toHaveText(`${CARD.name} ${CARD.id}`);
    expect(".o_poms_now").toHaveCount(0);
    await scan(CARD.name);
    expect(".probe").toHaveCount(0);
    await click(`.o_poms_row[data-card=${HELD.name}]`);
    await settle();
    expect("[data-button=probe]").toHaveCount(0);
});

test("what belongs to the station stands in its menu", async () => {
    await openFloor();
    await scan("B007");
    expect(".o_poms_menu").toHaveCount(floorStationButtons.getAll().length ? 1 : 0);
    join(floorPanels, "probe", PROBE_PANEL);
    join(floorStationButtons, "probe", {
        icon: "fa-bell",
        label: "Probe",
        onPress: (station) => station.show("probe", "menu"),
    });
    await scan("B007");
    await click(".o_poms_menu");
    await settle();
    await click("[data-button=probe]");
    await settle();
    expect(".probe").toHaveText(`${CARD.name} menu`);
});

test("another part takes scans of its own kind", async () => {
    const taken = [];
    join(floorScans, "pallet", (station, code, answer) =>
        taken.push([code, answer.pallet.name])
    );
    answers.scan = {status: "accepted", type: "pallet", pallet: {name: "P1"}};
    await openFloor();
    await scan("B007");
    await scan("PAL-1");
    expect(taken).toEqual([["PAL-1", "P1"]]);
});

test("what is entered outlives a change of language and the lock", async () => {
    const given = {
        date_format: "%Y-%m-%d",
        time_format: "%H:%M",
        decimal_point: ".",
        direction: "ltr",
        grouping: "[3,0]",
        thousands_sep: ",",
        week_start: 1,
    };
    const messages = [{id: "Material fault", string: "料废"}];
    const words = {lang: "zh_CN", hash: "1", lang_parameters: given};
    words.modules = {poms_orders: {messages}};
    // the page has its own words by now
    await openFloor();
    patchWithCleanup(browser, {
        fetch(url) {
            return String(url).includes("/translations")
                ? Promise.resolve(new Response(JSON.stringify(words)))
                : super.fetch(...arguments);
        },
    });
    const first = {...PERSON, lock_min: 5};
    answers.identify = first;
    await scan("B007");
    await click("[data-act=report]");
    await settle();
    await click('.o_poms_key[data-key="8"]');
    await settle();
    const name = ".o_poms_field[data-name=material_fault]";
    expect(name).toHaveText(/Material fault/);
    answers.identify = {...PERSON, employee_id: 8, name: "王小明", lang: "zh_CN"};
    answers.scan = {status: "refused", code: "code_unknown", message: "?"};
    await scan("B008");
    expect(".o_poms_floor").toHaveAttribute("lang", "zh-CN");
    expect(name).toHaveText(/料废/);
    const good = ".o_poms_field[data-name=good] .o_poms_field_value";
    // a colleague's numbers are nobody else's
    expect(good).toHaveText(/^0/);
    await click('.o_poms_key[data-key="3"]');
    await advanceTime(5 * 60000 + 6000);
    await settle();
    expect(".o_poms_identify").toHaveCount(1);
    expect(".o_poms_person[data-locked=yes]").toHaveCount(2);
    await scan("B008");
    expect(".o_poms_identify").toHaveCount(0);
    // the pad is open again, with what was entered
    expect(good).toHaveText(/^3/);
    answers.identify = first;
    await scan("B007");
    expect(good).toHaveText(/^8/);
});
