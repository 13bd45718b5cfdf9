import "@poms_orders/shop_floor/time/time_entry";
import {floorPanels} from "@poms_orders/shop_floor/station/extensions";
import {FloorStation} from "@poms_orders/shop_floor/station";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {browser} from "@web/core/browser/browser";
import {makeMockEnv} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

let calls = [];

function makeStation(cards = []) {
    const server = {
        state: {online: true},
        outbox: {state: {items: []}},
        read: () => Promise.resolve({status: "unreachable"}),
        act(method, params, employeeId, {lane}) {
            calls.push([method, params, lane]);
            return Promise.resolve({status: "accepted", message: "ok"});
        },
    };
    const station = new FloorStation({server});
    station.state.people = [{id: 7, name: "Anna Berg", token: "t"}];
    Object.assign(station.state, {activeId: 7, cards});
    return station;
}

const card = (name, ...ids) => ({
    id: Number(name.at(-1)),
    name,
    operation: "Turning",
    state: "running",
    people: ids.map((id) => ({employee_id: id, name: `P${id}`})),
});

beforeEach(async () => {
    calls = [];
    browser.sessionStorage.clear();
    browser.localStorage.clear();
    await makeMockEnv();
});

test("a reason's code starts indirect time, by the outbox", async () => {
    const station = makeStation();
    const found = {type: "indirect", indirect: {id: 4, code: "C1", name: "Cleaning"}};
    await station._takeFound("C1", found);
    expect(calls).toEqual([["indirect", {token: "t", reason: "C1"}, "time:7"]]);
});

test("who goes home with nothing running just goes", async () => {
    const station = makeStation([card("TC1", 8)]);
    await station._takeFound("POMS-OUT", {type: "clock_out", clock_out: {}});
    expect(calls.map(([method]) => method)).toEqual(["clock_out"]);
    expect(station.state.people).toHaveLength(0);
});

test("whose work runs is asked what becomes of it", async () => {
    const station = makeStation([card("TC1", 7), card("TC2", 8)]);
    await station._takeFound("POMS-OUT", {type: "clock_out", clock_out: {}});
    expect(station.state.screen).toBe("clock_out");
    expect(calls).toHaveLength(0);
    await floorPanels.get("clock_out").getProps(station).onChoose(1);
    expect(calls.map(([method, params]) => [method, params.card])).toEqual([
        ["pause", "TC1"],
        ["clock_out", undefined],
    ]);
    expect(station.state.people).toHaveLength(0);
});
