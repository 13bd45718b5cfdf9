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
            calls.push({method, ...params});
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
    const {outbox, calls} = makeOutbox({kind: "auth", isPerson: true});
    const done = outbox.add(makeItem("a"));
    await advanceTime(120000);
    expect(outbox.state.items[0].fate).toBe("auth");
    outbox.renew(8, "other");
    expect(outbox.state.items[0].fate).toBe("auth");
    outbox.renew(7, "new");
    await done;
    expect(calls.at(-1)).toEqual({
        method: "report",
        uuid: "a",
        card: "TC1",
        token: "new",
    });
});

test("what the server can never take is kept and shown", async () => {
    const {outbox} = makeOutbox({kind: "attention", message: "No such method."});
    const answer = await outbox.add(makeItem("a"));
    expect(answer).toEqual({status: "attention", message: "No such method."});
    expect(outbox.attention).toHaveLength(1);
    await outbox.dismiss("a");
    expect(outbox.attention).toHaveLength(0);
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
