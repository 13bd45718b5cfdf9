import {StationNetwork} from "@poms_orders/shop_floor/offline/station_network";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {makeMockEnv} from "@web/../tests/web_test_helpers";

describe.current.tags("headless");
defineMailModels();
// sentences are translated
beforeEach(() => makeMockEnv());

const ITEM = {params: {card: "TC1"}};
const REFUSED = {status: "refused", message: "Too many.", settled: false};

function tell(answer) {
    const said = [];
    const station = {
        server: {},
        say: (kind, text) => said.push([kind, String(text)]),
        refresh: () => undefined,
    };
    new StationNetwork(station).takeLate(ITEM, answer);
    return said;
}

test("what was refused late is for the team leader", () => {
    const [[kind, text]] = tell(REFUSED);
    expect(kind).toBe("refused");
    expect(text).toInclude("Too many.");
});

test("what the team leader made of it is told", () => {
    const booked = {...REFUSED, settled: true, resolution: "book", settle_note: ""};
    expect(tell(booked)[0][0]).toBe("accepted");
    const note = "counted twice";
    const gone = {...booked, resolution: "discard", settle_note: note};
    const [[kind, text]] = tell(gone);
    expect(kind).toBe("warning");
    expect(text).toInclude("TC1");
    expect(text).toInclude(note);
});

test("what was taken late says nothing", () => {
    expect(tell({status: "accepted"})).toEqual([]);
});
