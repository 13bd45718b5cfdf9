import {Outbox} from "@poms_orders/shop_floor/outbox";
import {judgeResponse} from "@poms_orders/shop_floor/transport";
import {makeUuid} from "@poms_orders/shop_floor/uuid";
import {describe, expect, test} from "@odoo/hoot";
import {advanceTime, runAllTimers, tick} from "@odoo/hoot-dom";

describe.current.tags("headless");

const TAKEN = {kind: "final", answer: {status: "accepted", id: 1}};

/** An outbox whose server gives the outcomes in turn, and the calls that it got. */
function makeOutbox(...outcomes) {
    const calls = [];
    const outbox = new Outbox({
        random: () => 1,
        send: (method, params) => {
            calls.push({...params, method});
            return Promise.resolve(outcomes.shift() || TAKEN);
        },
    });
    return {outbox, calls};
}

function makeItem(uuid, lane = "TC1", employeeId = 7) {
    return {
        uuid,
        lane,
        employeeId,
        method: "report",
        params: {uuid, card: lane, token: "old"},
    };
}

function respond(status, body, headers = {}) {
    return judgeResponse(new Response(body, {status, headers}));
}

/** Minutes go by in steps of the longest wait: each one wakes what sleeps. */
async function pass(minutes) {
    for (let step = 0; step < minutes * 2; step++) {
        await advanceTime(30000);
    }
}

test("an act leaves the outbox on a final answer", async () => {
    const {outbox} = makeOutbox();
    const answer = await outbox.add(makeItem("a"));
    expect(answer.status).toBe("accepted");
    expect(outbox.state.items).toHaveLength(0);
    expect(await outbox.store.all()).toHaveLength(0);
});

test("the same uuid is sent until the server has answered", async () => {
    const {outbox, calls} = makeOutbox({kind: "retry"}, {kind: "retry"}, TAKEN);
    const done = outbox.add(makeItem("a"));
    await tick();
    expect(outbox.waiting).toHaveLength(1);
    await advanceTime(1000);
    await advanceTime(2000);
    expect((await done).status).toBe("accepted");
    expect(calls.map((call) => call.uuid)).toEqual(["a", "a", "a"]);
});

test("Retry-After is kept to", async () => {
    const {outbox, calls} = makeOutbox({kind: "retry", retryAfterMs: 7000});
    const done = outbox.add(makeItem("a"));
    await advanceTime(6900);
    expect(calls).toHaveLength(1);
    await advanceTime(200);
    await done;
    expect(calls).toHaveLength(2);
});

test("one card waits for its first act, another does not", async () => {
    const {outbox, calls} = makeOutbox({kind: "retry"});
    const first = outbox.add(makeItem("a", "TC1"));
    const second = outbox.add(makeItem("b", "TC1"));
    const other = outbox.add(makeItem("c", "TC2"));
    await other;
    expect(calls.map((call) => call.uuid)).toEqual(["a", "c"]);
    await runAllTimers();
    await Promise.all([first, second]);
    expect(calls.map((call) => call.uuid)).toEqual(["a", "c", "a", "b"]);
});

test("an act of an unknown person waits for the badge and keeps its uuid", async () => {
    const unknown = {kind: "auth", isPerson: true};
    const {outbox, calls} = makeOutbox(unknown, unknown);
    const done = outbox.add(makeItem("a"));
    await advanceTime(120000);
    expect(outbox.state.items[0].fate).toBe("auth");
    outbox.renew(8, "other");
    expect(outbox.state.items[0].fate).toBe("auth");
    outbox.renew(7, "new");
    await done;
    // the second time it is judged at the time of the act
    expect(calls.map((call) => call.queued)).toEqual([undefined, true, true]);
    expect(calls.at(-1)).toEqual({
        method: "report",
        uuid: "a",
        card: "TC1",
        token: "new",
        queued: true,
    });
});

const REFUSED = {
    kind: "final",
    answer: {status: "refused", code: "quantity_over", message: "Too many."},
};
const SETTLED = {kind: "final", answer: {...REFUSED.answer, settled: true}};
const RETRY = {kind: "retry"};

test("what no method takes is parked for the team leader, never thrown away", async () => {
    const {outbox, calls} = makeOutbox(
        {kind: "attention", message: "Not a number."},
        REFUSED,
        SETTLED
    );
    const done = outbox.add(makeItem("a"));
    await tick();
    expect(calls.map((call) => call.method)).toEqual(["report", "park"]);
    expect(calls[1].uuid).toBe("a");
    expect(calls[1].values.card).toBe("TC1");
    expect(calls[1].message).toBe("Not a number.");
    expect(outbox.refused).toHaveLength(1);
    await advanceTime(60000);
    await done;
    expect(outbox.state.items).toHaveLength(0);
});

test("an act on which the server fails for ever is parked, its card goes on", async () => {
    const broken = {kind: "retry", isBroken: true, message: "Server error"};
    const {outbox, calls} = makeOutbox(...Array(40).fill(broken));
    outbox.send = (method, params) => {
        calls.push({...params, method});
        const isBad = method === "report" && params.uuid === "a";
        return Promise.resolve(isBad ? broken : TAKEN);
    };
    const first = outbox.add(makeItem("a"));
    await tick();
    const second = outbox.add(makeItem("b"));
    await pass(9);
    expect(calls.every((call) => call.uuid === "a" && call.method === "report")).toBe(
        true
    );
    expect(calls.length).toBeGreaterThan(8);
    await pass(4);
    await Promise.all([first, second]);
    const parked = calls.find((call) => call.method === "park");
    expect([parked.uuid, parked.message]).toEqual(["a", "Server error"]);
    expect(calls.at(-1).uuid).toBe("b");
    expect(outbox.state.items).toHaveLength(0);
});

test("one failure on the way to the leader is waited for, too", async () => {
    const broken = {kind: "retry", isBroken: true, message: "Server error"};
    const {outbox, calls} = makeOutbox();
    let parks = 0;
    outbox.send = (method, params) => {
        calls.push({...params, method});
        const isBad = method === "report" || ++parks < 3;
        return Promise.resolve(isBad ? broken : TAKEN);
    };
    const done = outbox.add(makeItem("a"));
    await pass(15);
    expect((await done).status).toBe("accepted");
    expect(parks).toBe(3);
    expect(outbox.attention).toHaveLength(0);
});

test("a server that fails now and then is waited for", async () => {
    const broken = {kind: "retry", isBroken: true};
    const outcomes = Array(40)
        .fill(null)
        .map((_none, at) => (at % 5 ? broken : {kind: "retry"}));
    const {outbox, calls} = makeOutbox(...outcomes);
    const done = outbox.add(makeItem("a"));
    await pass(40);
    await done;
    expect(new Set(calls.map((call) => call.method))).toEqual(new Set(["report"]));
});

test("a broken server is told from a missing database", async () => {
    const fail = (name) => respond(500, JSON.stringify({name, message: "no"}));
    expect((await fail("builtins.KeyError")).isBroken).toBe(true);
    expect((await fail("psycopg2.OperationalError")).isBroken).toBe(false);
    expect((await respond(500, "<html/>")).isBroken).toBe(undefined);
});

test("what cannot even be parked is kept and shown", async () => {
    const {outbox} = makeOutbox(
        {kind: "attention", message: "No such method."},
        {kind: "attention", message: "No such method."}
    );
    const answer = await outbox.add(makeItem("a"));
    expect(answer).toEqual({status: "attention", message: "No such method."});
    expect(outbox.attention).toHaveLength(1);
    await outbox.dismiss("a");
    expect(outbox.attention).toHaveLength(0);
});

test("a refusal that the person sees leaves at once", async () => {
    const {outbox} = makeOutbox(REFUSED);
    const answer = await outbox.add(makeItem("a"));
    expect(answer.code).toBe("quantity_over");
    expect(outbox.state.items).toHaveLength(0);
});

test("behind a refusal that nobody saw its card waits, others go on", async () => {
    const {outbox, calls} = makeOutbox(RETRY, REFUSED, TAKEN, REFUSED, SETTLED);
    const first = outbox.add(makeItem("a", "TC1"));
    await tick();
    const second = outbox.add(makeItem("b", "TC1"));
    await advanceTime(1000);
    expect(outbox.refused.map((item) => item.uuid)).toEqual(["a"]);
    await outbox.add(makeItem("c", "TC2"));
    expect(calls.map((call) => call.uuid)).toEqual(["a", "a", "c"]);
    await advanceTime(60000);
    expect(outbox.state.items.map((item) => item.uuid)).toEqual(["a", "b"]);
    await advanceTime(60000);
    await Promise.all([first, second]);
    expect(calls.map((call) => call.uuid)).toEqual(["a", "a", "c", "a", "a", "b"]);
    expect(outbox.state.items).toHaveLength(0);
});

test("a uuid that was used for something else gets another one", async () => {
    const conflict = {status: "refused", code: "uuid_conflict", message: "Twice."};
    const {outbox, calls} = makeOutbox(
        RETRY,
        {kind: "final", answer: conflict},
        SETTLED
    );
    const done = outbox.add(makeItem("a"));
    await advanceTime(1000);
    await done;
    expect(calls.at(-1).method).toBe("park");
    expect(calls.at(-1).uuid).not.toBe("a");
    expect(outbox.state.items).toHaveLength(0);
});

test("photos go after their report, and hold up no card", async () => {
    const {outbox, calls} = makeOutbox(TAKEN, RETRY);
    const blob = new Blob(["x"], {type: "image/jpeg"});
    await outbox.add({
        ...makeItem("a"),
        blobs: [{uuid: "p", kind: "photo", name: "1.jpg", taken_at: "", blob}],
    });
    expect(outbox.state.items.map((item) => item.uuid)).toEqual(["p"]);
    await outbox.add(makeItem("b"));
    expect(calls.map((call) => call.uuid)).toEqual(["a", "p", "b"]);
    expect(calls[1].owner).toBe("a");
    await runAllTimers();
    expect(calls.at(-1).uuid).toBe("p");
    expect(outbox.state.items).toHaveLength(0);
});

test("what an earlier page has left is sent first, as queued", async () => {
    const {outbox, calls} = makeOutbox();
    await outbox.store.put(makeItem("a"));
    await outbox.load();
    await outbox.add(makeItem("b", "TC2"));
    expect(calls.map((call) => [call.uuid, call.queued])).toEqual([
        ["a", true],
        ["b", undefined],
    ]);
});

test("what another tab has sent is not sent again", async () => {
    const {outbox, calls} = makeOutbox(RETRY);
    const done = outbox.add(makeItem("a"));
    await tick();
    await outbox.store.remove("a");
    await advanceTime(1000);
    expect((await done).status).toBe("elsewhere");
    expect(calls).toHaveLength(1);
    expect(outbox.state.items).toHaveLength(0);
});

test("only JSON of our shape is the last word", async () => {
    const accepted = JSON.stringify({status: "accepted"});
    expect((await respond(200, accepted)).kind).toBe("final");
    expect((await respond(200, JSON.stringify({status: "refused"}))).kind).toBe(
        "final"
    );
    expect((await respond(200, "{}")).kind).toBe("retry");
    expect((await respond(200, "<h1>Proxy</h1>")).kind).toBe("retry");
    expect((await respond(404, "<h1>Not here</h1>")).kind).toBe("retry");
    expect((await respond(404, '{"message": "no"}')).kind).toBe("attention");
    expect((await respond(422, '{"message": "no"}')).kind).toBe("attention");
    expect((await respond(500, '{"message": "oops"}')).kind).toBe("retry");
});

test("busy carries its wait, a missing person is told from a log-in", async () => {
    const busy = await respond(503, '{"message": "busy"}', {"Retry-After": "2"});
    expect(busy).toEqual({kind: "retry", retryAfterMs: 2000, message: "busy"});
    const person = await respond(403, '{"name": "odoo.exceptions.AccessError"}');
    expect([person.kind, person.isPerson]).toEqual(["auth", true]);
    const login = await respond(403, '{"name": "odoo.exceptions.AccessDenied"}');
    expect([login.kind, login.isPerson]).toEqual(["auth", false]);
});

test("a uuid is made on insecure origins too", () => {
    const source = {getRandomValues: (bytes) => bytes.fill(255)};
    expect(makeUuid(source)).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
    expect(makeUuid()).toMatch(/^[0-9a-f-]{36}$/);
});
