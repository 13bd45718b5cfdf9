import {LeaderDesk} from "@poms_orders/team_leader/leader_desk";
import {TeamLeader} from "@poms_orders/team_leader/team_leader";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame, click, queryAllTexts} from "@odoo/hoot-dom";
import {makeMockEnv, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();
// sentences are translated
beforeEach(() => makeMockEnv());

const PERSON = {
    id: 7,
    name: "Anna Berg",
    job: "",
    team_ids: [1],
    is_lent_here: false,
    team: "Turners",
    state: "here",
    since: "2019-03-11 06:00:00",
    until: "",
    source: "badge",
    note: "",
    lent_to: false,
    lent_to_name: "",
    works: [],
    indirect: false,
};
const CARD = {
    id: 1,
    name: "TC1",
    state: "released",
    is_held: false,
    hold_reason: "",
    priority: "0",
    operation: "Turning",
    product: "Shaft",
    production: "MO1",
    quantity: "10",
    open: "10",
    uom: "pcs",
    workcenter_id: 3,
    workcenter: "Lathe",
    team_id: 1,
    employee_id: false,
    employee: "",
    date_planned_start: "",
    date_due: "",
    date_start: "",
    people_ids: [],
};
const OVERVIEW = {
    now: "2019-03-11 09:00:00",
    teams: [
        {
            id: 1,
            name: "Turners",
            shift_start: "2019-03-11 06:00:00",
            shift_end: "2019-03-11 14:00:00",
        },
    ],
    all_teams: [{id: 1, name: "Turners"}],
    people: [PERSON],
    cards: [CARD],
    machines: [],
    calls: [],
    conflicts: [],
    approvals: [],
    handovers: [],
    reasons: [],
};
const CANDIDATES = {
    people: [{id: 7, name: "Anna Berg", state: "here", is_chosen: false, findings: []}],
    machines: [],
};

function makeDesk(answers) {
    const calls = [];
    const desk = new LeaderDesk({
        call: (method, args = [], kwargs = {}) => {
            calls.push([method, args, kwargs]);
            const answer = {overview: OVERVIEW, get_candidates: CANDIDATES, ...answers}[
                method
            ];
            return answer instanceof Error
                ? Promise.reject(answer)
                : Promise.resolve(answer);
        },
    });
    return {desk, calls};
}

test("two taps dispatch, and undo gives back", async () => {
    const {desk, calls} = makeDesk({
        dispatch: {status: "accepted", warnings: [], undo: [[1, false, 3]]},
        undo_dispatch: true,
    });
    await desk.refresh();
    await desk.open(1);
    await desk.dispatch({employeeId: 7});
    expect(desk.state.panel).toBe("work");
    await desk.undo();
    expect(calls.map(([method]) => method)).toEqual([
        "overview",
        "get_candidates",
        "dispatch",
        "overview",
        "undo_dispatch",
        "overview",
    ]);
    expect(calls[2][1]).toEqual([[1], 7, null]);
    expect(calls[4][1]).toEqual([[[1, false, 3]]]);
});

test("a refusal is said and the panel stays", async () => {
    const {desk} = makeDesk({dispatch: {status: "refused", message: "On hold"}});
    await desk.refresh();
    await desk.open(1);
    await desk.dispatch({employeeId: 7});
    expect(desk.state.panel).toBe("dispatch");
    expect(desk.state.message.kind).toBe("refused");
    expect(desk.state.message.text).toBe("On hold");
});

test("who is marked absent and still works is named", async () => {
    const undo = {created: [1], ended: []};
    const {desk} = makeDesk({mark: {undo, still_here: ["Anna Berg"]}});
    await desk.refresh();
    desk.toggle(7);
    await desk.mark("absent", {absence: "sick"});
    expect(desk.state.message.kind).toBe("warning");
    expect(desk.state.message.text).toInclude("1 marked as absent.");
    expect(desk.state.message.text).toInclude("Anna Berg");
});

test("who leads both teams reads what one hands over to the other", async () => {
    const {desk} = makeDesk();
    await desk.refresh();
    const [early] = desk.state.teams;
    const late = {...early, id: 2, name: "Turners, late"};
    const note = {
        id: 5,
        team_id: early.id,
        shift_start: early.shift_start,
        state: "written",
    };
    desk.state.teams = [early, late];
    desk.state.handovers = [{...note, to_team_id: late.id}];
    expect(desk.unread).toHaveLength(1);
    desk.state.teamId = early.id;
    expect(desk.unread).toHaveLength(0);
    desk.state.teamId = late.id;
    expect(desk.unread).toHaveLength(1);
    desk.state.handovers = [{...note, to_team_id: false}];
    expect(desk.unread).toHaveLength(0);
});

test("an error keeps the selection and says the server's sentence", async () => {
    const error = Object.assign(new Error("x"), {data: {message: "Not yours"}});
    const {desk} = makeDesk({mark: error});
    await desk.refresh();
    desk.toggle(7);
    await desk.mark("absent", {absence: "sick"});
    expect(desk.state.selected).toEqual([7]);
    expect(desk.state.message.text).toBe("Not yours");
    expect(desk.state.busy).toBe("");
});

test("without the server the last picture stays, marked as such", async () => {
    const {desk} = makeDesk({});
    await desk.refresh();
    desk.call = () => Promise.reject(new Error("gone"));
    await desk.refresh();
    expect(desk.state.isOffline).toBe(true);
    expect(desk.state.people).toHaveLength(1);
});

test("the screen draws people and cards", async () => {
    onRpc("poms.leader", "overview", () => OVERVIEW);
    onRpc("poms.leader", "get_candidates", () => CANDIDATES);
    await mountWithCleanup(TeamLeader, {props: {action: {}, actionId: 1}});
    await animationFrame();
    expect(queryAllTexts(".o_poms_leader_person b")).toEqual(["Anna Berg"]);
    await click("[data-card=TC1]");
    await animationFrame();
    await animationFrame();
    expect(".o_poms_candidate[data-person='Anna Berg']").toHaveCount(1);
});
