import {callHelp, comeToHelp} from "@poms_orders/shop_floor/help/help_acts";
import {HelpPanel} from "@poms_orders/shop_floor/help/help_panel";
import {getCallMark, reasonsFor} from "@poms_orders/shop_floor/help/help_words";
import {CallsPanel} from "@poms_orders/team_leader/calls_panel";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {animationFrame, click, edit, queryAllTexts, waitFor} from "@odoo/hoot-dom";
import {reactive} from "@odoo/owl";
import {makeMockEnv, mountWithCleanup} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CARD = {
    id: 1,
    name: "TC1",
    operation: "Turning",
    workcenter: {id: 3, name: "CNC-3"},
};
const CALL = {
    id: 5,
    kind: "machine",
    state: "open",
    level: 2,
    is_standing: true,
    since: "2019-03-11 08:30:00",
    note: "Chuck is loose",
    card_id: 1,
    card: "TC1",
    workcenter: "CNC-3",
    person: "Anna Berg",
    come_person: "",
    next_level: "2019-03-11 09:30:00",
    photos: [],
    may_come: true,
    may_close: true,
};
const REASONS = [
    {id: 1, code: "C1", name: "Bar please", kind: "call", call_kind: "material"},
    {id: 2, code: "C2", name: "Come soon", kind: "call", call_kind: ""},
    {id: 3, code: "X1", name: "Drive fault", kind: "call_cause", call_kind: "machine"},
    {id: 4, code: "S1", name: "Scratch", kind: "scrap"},
];

/** A station with nothing but what the panel touches; `acts` notes what goes out. */
function makeStation({calls = [], answer = {status: "accepted"}, items = []} = {}) {
    const acts = [];
    const said = [];
    const person = {id: 7, name: "Anna Berg", token: "t1"};
    const station = {
        acts,
        said,
        person,
        state: {machine: {id: 3, name: "CNC-3"}, reasons: REASONS, cards: [CARD]},
        isBack: false,
        server: {
            outbox: {state: reactive({items})},
            read: () => Promise.resolve({status: "accepted", calls}),
            act: (method, params, personId, more) => {
                acts.push([method, params, personId, more]);
                return Promise.resolve({message: "ok", ...answer});
            },
        },
        _getActor: () => person,
        sayAnswer: ({status}) => said.push(status),
        say: (kind) => said.push(kind),
        refresh: () => Promise.resolve(),
        back: () => (station.isBack = true),
    };
    return station;
}

// sentences are translated
beforeEach(() => {
    mockDate("2019-03-11 09:00:00");
});

test("the worst call marks the card: nobody there before somebody there", async () => {
    await makeMockEnv();
    const come = {...CALL, state: "come"};
    expect(getCallMark([])).toBe(null);
    expect(getCallMark(undefined)).toBe(null);
    expect(getCallMark([come, CALL]).kind).toBe("called");
    expect(getCallMark([come]).kind).toBe("coming");
});

test("sentences and causes fit the kind, or all kinds", () => {
    const names = (kind, help) => reasonsFor(REASONS, kind, help).map(({id}) => id);
    expect(names("call", "material")).toEqual([1, 2]);
    expect(names("call", "machine")).toEqual([2]);
    expect(names("call_cause", "machine")).toEqual([3]);
});

test("one tap in the panel calls, with what was added before", async () => {
    const station = makeStation();
    await mountWithCleanup(HelpPanel, {props: {station, card: CARD}});
    await click(".o_poms_help_standing");
    await click(".o_poms_help_note");
    await edit("second shift");
    await click("[data-kind=machine]");
    await animationFrame();
    const [method, params, personId, more] = station.acts[0];
    expect([method, personId]).toEqual(["call_andon", 7]);
    expect(params.card).toBe("TC1");
    expect(params.kind).toBe("machine");
    expect(params.note).toBe("second shift");
    expect(params.is_standing).toBe(true);
    // a call holds up no card
    expect(more.lane).not.toBe("TC1");
    expect(station.isBack).toBe(true);
});

test("a sentence is a call, too", async () => {
    const station = makeStation();
    await mountWithCleanup(HelpPanel, {props: {station, card: CARD}});
    await click("[data-phrase=C1]");
    await animationFrame();
    expect(station.acts[0][1].kind).toBe("material");
    expect(station.acts[0][1].note).toBe("Bar please");
});

test("without a card the machine is named; without both it is asked for", async () => {
    await makeMockEnv();
    const station = makeStation();
    expect(await callHelp(station, null, {kind: "other"})).toBe(true);
    expect(station.acts[0][1].workcenter).toBe(3);
    station.state.machine = null;
    expect(await callHelp(station, null, {kind: "other"})).toBe(false);
    expect(station.acts).toHaveLength(1);
    expect(station.said.at(-1)).toBe("warning");
});

test("what is refused stays on the panel", async () => {
    const station = makeStation({answer: {status: "refused"}});
    await mountWithCleanup(HelpPanel, {props: {station, card: CARD}});
    await click("[data-kind=quality]");
    await animationFrame();
    expect(station.isBack).toBe(false);
    expect(station.said).toEqual(["refused"]);
});

test("open calls show their age, level and who comes; solved with its cause", async () => {
    const station = makeStation({calls: [CALL]});
    await mountWithCleanup(HelpPanel, {props: {station, card: CARD}});
    await waitFor("[data-call='5']");
    const text = queryAllTexts("[data-call='5'] .o_poms_call_text").join(" ");
    for (const words of ["Chuck is loose", "CNC-3", "Level 2", "Anna Berg"]) {
        expect(text).toInclude(words);
    }
    expect("[data-kind=machine]").toHaveText(/Called already/);
    await click("[data-act=come]");
    await animationFrame();
    expect(station.acts[0].slice(0, 2)).toEqual(["call_come", {token: "t1", call: 5}]);
    await click("[data-act=solve]");
    await animationFrame();
    await click("[data-code=X1]");
    await animationFrame();
    await click("[data-act=close]");
    await animationFrame();
    expect(station.acts[1][0]).toBe("call_close");
    expect(station.acts[1][1].reason).toBe(3);
});

test("who may not, is offered nothing", async () => {
    const calls = [{...CALL, may_come: false, may_close: false}];
    await mountWithCleanup(HelpPanel, {props: {station: makeStation({calls})}});
    await waitFor("[data-call='5']");
    expect("[data-act]").toHaveCount(0);
});

test("calls without network are counted where one would call again", async () => {
    const items = [
        {uuid: "u", method: "call_andon"},
        {uuid: "v", method: "report"},
    ];
    const station = makeStation({items, answer: {status: "queued"}});
    await mountWithCleanup(HelpPanel, {props: {station, card: CARD}});
    await animationFrame();
    expect("[role=status]").toHaveText(/network: 1/);
    await click("[data-kind=other]");
    await animationFrame();
    expect(station.isBack).toBe(true);
});

test("acts of one call stay in order", async () => {
    const station = makeStation();
    await comeToHelp(station, CALL);
    expect(station.acts[0][3].lane).toBe("call:5");
});

test("the leader comes and solves on the own screen", async () => {
    const done = [];
    const desk = {
        comeToHelp: (call) => done.push(["come", call.id]),
        solveCall: (call, told) => done.push(["solve", call.id, told.reason]),
    };
    const state = {
        calls: [CALL],
        call_causes: [{id: 3, name: "Drive fault", call_kind: "machine"}],
        busy: "",
    };
    await mountWithCleanup(CallsPanel, {props: {desk, state}});
    await click("[data-act=come]");
    await click("[data-act=solve]");
    await animationFrame();
    await click(".o_poms_reason");
    await click("[data-act=close]");
    expect(done).toEqual([
        ["come", 5],
        ["solve", 5, 3],
    ]);
});
