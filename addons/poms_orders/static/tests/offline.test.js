import {measureSkew, serverTimeOf} from "@poms_orders/shop_floor/offline/clock";
import {
    FloorDatabase,
    MemoryFacts,
} from "@poms_orders/shop_floor/offline/floor_database";
import {OfflineIdentity} from "@poms_orders/shop_floor/offline/identity";
import {applyAct, overlay} from "@poms_orders/shop_floor/offline/optimistic";
import {DiskStore} from "@poms_orders/shop_floor/offline/outbox_store";
import {Snapshot} from "@poms_orders/shop_floor/offline/snapshot";
import {Outbox} from "@poms_orders/shop_floor/outbox";
import {after, describe, expect, test} from "@odoo/hoot";
import {reactive} from "@odoo/owl";

describe.current.tags("headless");

const HOUR = 3600000;
const CARD = {
    id: 1,
    name: "TC1",
    state: "released",
    quantity: "10",
    good: "0",
    scrap: "0",
    rework: "0",
    material_fault: "0",
    open: "10",
    production: "MO1",
    production_id: 5,
    product: "Shaft",
    workcenter: {id: 3, name: "CNC-3", code: "C3", barcode: "WC3"},
    people: [],
};
const OTHER = {...CARD, id: 2, name: "TC2", workcenter: {id: 4, name: "CNC-4"}};

function makeItem(method, values = {}, more = {}) {
    return {
        method,
        params: {card: "TC1", ...values},
        employeeId: 7,
        personName: "Anna Berg",
        fate: "waiting",
        ...more,
    };
}

test("a tablet's wrong clock is corrected by the server's", () => {
    const told = {since: 1000 * HOUR, mono: 5, life: "a", skewMs: -HOUR};
    // another life of the page: the difference that was known when it was told
    const now = {date: 1003 * HOUR, mono: 9, life: "b", skewMs: -HOUR};
    expect(serverTimeOf(told, now)).toBe(999 * HOUR);
    // it was never online before: the difference known now
    expect(serverTimeOf({...told, skewMs: null}, now)).toBe(999 * HOUR);
});

test("a clock that is set right while acts wait moves none of them", () => {
    const told = {since: 1000 * HOUR, mono: 2 * HOUR, life: "a", skewMs: null};
    // two hours later somebody has put the clock three hours ahead, rightly
    const now = {date: 1005 * HOUR, mono: 4 * HOUR, life: "a", skewMs: 0};
    expect(serverTimeOf(told, now)).toBe(1003 * HOUR);
    // the same over a reload, where the old difference was known
    const later = {...now, life: "b"};
    expect(serverTimeOf({...told, skewMs: 3 * HOUR}, later)).toBe(1003 * HOUR);
});

test("nothing was done in the future", () => {
    const told = {since: 1000 * HOUR, life: "a", skewMs: 9 * HOUR};
    const now = {date: 1001 * HOUR, mono: 0, life: "b", skewMs: 0};
    expect(serverTimeOf(told, now)).toBe(1001 * HOUR);
});

test("the server's answer was made half a trip ago", () => {
    expect(measureSkew(1000, 1200, 5100)).toEqual({skewMs: 4000, roundTripMs: 200});
});

test("waiting acts show on their card", () => {
    const started = applyAct(CARD, makeItem("start"));
    expect(started.state).toBe("running");
    expect(started.people).toEqual([{employee_id: 7, name: "Anna Berg"}]);
    const reported = applyAct(started, makeItem("report", {good: "0.1", scrap: "0.2"}));
    expect([reported.good, reported.scrap, reported.open]).toEqual([
        "0.1",
        "0.2",
        "9.7",
    ]);
    expect(applyAct(reported, makeItem("pause")).state).toBe("paused");
    expect(applyAct(started, makeItem("report", {good: "10"})).state).toBe("done");
    const reworked = applyAct(started, makeItem("report", {good: "10", rework: "1"}));
    expect(reworked.state).toBe("running");
    expect(applyAct(started, makeItem("finish", {good: "3"})).state).toBe("done");
});

test("a refused act shows on no card", () => {
    const items = [
        makeItem("start"),
        makeItem("report", {good: "4"}),
        makeItem("report", {good: "50"}, {fate: "refused"}),
    ];
    const [card, other] = overlay([CARD, OTHER], items);
    expect([card.good, card.waitingActs]).toEqual(["4", 2]);
    expect(other).toBe(OTHER);
});

test("the queue and its cards are there without a server", async () => {
    const snapshot = new Snapshot(new MemoryFacts());
    expect(await snapshot.answer("station_queue", {}, [])).toBe(null);
    const queue = {
        status: "accepted",
        cards: [CARD, OTHER],
        reasons: [],
        workcenters: [],
    };
    await snapshot.learn("station_queue", {}, queue, 42);
    const full = {...CARD, parameters: [{id: 9}], components: []};
    await snapshot.learn("scan", {}, {status: "accepted", type: "card", card: full});
    await snapshot.learn("station_queue", {}, queue, 43);
    const items = [makeItem("start")];
    const answer = await snapshot.answer("station_queue", {}, items);
    expect([answer.isOffline, answer.since]).toEqual([true, 43]);
    expect(answer.cards.map((card) => card.state)).toEqual(["running", "released"]);
    // what a scan told stays
    expect(answer.cards[0].parameters).toEqual([{id: 9}]);
    const one = await snapshot.answer("station_queue", {workcenter: 4}, []);
    expect(one.cards.map((card) => card.name)).toEqual(["TC2"]);
});

test("a scan without a server finds what is kept", async () => {
    const snapshot = new Snapshot(new MemoryFacts());
    const part = {product_id: 8, product: "Bar", lots: [{name: "LOT-1"}]};
    const cards = [{...CARD, components: [part]}, OTHER];
    await snapshot.learn("offline_pack", {}, {status: "accepted", cards});
    const scan = (code) => snapshot.answer("scan", {code}, []);
    expect((await scan("TC2")).card.id).toBe(2);
    expect((await scan("WC3")).workcenter.id).toBe(3);
    expect((await scan("MO1")).production.cards).toHaveLength(2);
    expect((await scan("LOT-1")).lot.product_id).toBe(8);
    expect((await scan("TC9")).status).toBe("refused");
});

/** HOOT replaces the page's crypto by a stand-in; a frame has the browser's own. */
function getRealCrypto() {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const {subtle} = frame.contentWindow.crypto;
    after(() => frame.remove());
    return subtle;
}

test("a person who was here is known offline, for a time, by the badge only", async () => {
    const facts = new MemoryFacts();
    const identity = new OfflineIdentity(facts, getRealCrypto());
    const answer = {
        employee_id: 7,
        name: "Anna Berg",
        lang: "en_US",
        ticket: "t.x",
        ticket_expires: "2099-01-01 00:00:00",
    };
    await identity.learn({badge: "B7"}, answer);
    const found = await identity.identify({badge: "B7"});
    expect([found.token, found.isProvisional]).toEqual(["t.x", true]);
    expect(found.is_leader).toBe(false);
    expect((await identity.identify({badge: "B8"})).code).toBe("person_unknown");
    expect((await identity.identify({pin: "B7"})).status).toBe("refused");
    const late = Date.parse("2099-01-01T00:00:01Z");
    expect((await identity.identify({badge: "B7"}, late)).code).toBe("person_unknown");
    // nothing that is stored names the person or gives the key away
    const local = await facts.get("identity.local");
    expect(JSON.stringify(local)).not.toInclude("Anna");
    expect(local.key.extractable).toBe(false);
    await identity.forget();
    expect((await identity.identify({badge: "B7"})).status).toBe("refused");
});

test("guessing badges ends soon", async () => {
    const identity = new OfflineIdentity(new MemoryFacts());
    for (let turn = 0; turn < 20; turn++) {
        await identity.identify({badge: `X${turn}`});
    }
    expect((await identity.identify({badge: "X"})).code).toBe("identify_wait");
});

test("the tablet's own key cannot be read out", async () => {
    const facts = new MemoryFacts();
    const identity = new OfflineIdentity(facts, getRealCrypto());
    const first = await identity.getPublicKey();
    expect(atob(first)).toHaveLength(65);
    expect(await identity.getPublicKey()).toBe(first);
    const {privateKey} = await facts.get("identity.keys");
    expect(privateKey.extractable).toBe(false);
});

test("what a screen's state holds is kept on the disk too", async () => {
    const database = new FloorDatabase("poms_floor_test_state", globalThis.indexedDB);
    const store = new DiskStore(database);
    for (const old of await store.all()) {
        await store.remove(old.uuid);
    }
    // not taken at first: what changed is kept once more, then sent again at once
    const outcomes = [{kind: "auth", isPerson: true}];
    const taken = {kind: "final", answer: {status: "accepted"}};
    const sent = [];
    const outbox = new Outbox({
        store,
        send: (_method, params) => {
            sent.push(params);
            return Promise.resolve(outcomes.shift() || taken);
        },
    });
    const draft = reactive({serials: ["S1"], components: [{lot: "L1"}]});
    await outbox.add({
        uuid: "s",
        lane: "TC1",
        method: "report",
        params: {card: "TC1", serials: draft.serials, components: draft.components},
    });
    expect(sent[1].components).toEqual([{lot: "L1"}]);
    expect(await store.all()).toHaveLength(0);
});

test("the disk keeps order, photos and followers", async () => {
    const database = new FloorDatabase("poms_floor_test", globalThis.indexedDB);
    const store = new DiskStore(database);
    for (const old of await store.all()) {
        await store.remove(old.uuid);
    }
    const blob = new Blob(["abc"], {type: "image/png"});
    for (const uuid of ["b", "a", "c"]) {
        await store.put({uuid, params: {}, blob});
    }
    const [first] = await store.all();
    await store.put({...first, tries: 3});
    expect((await store.all()).map((item) => item.uuid)).toEqual(["b", "a", "c"]);
    await store.replace("a", [{uuid: "p", params: {}, blob}]);
    expect((await store.all()).map((item) => item.uuid)).toEqual(["b", "c", "p"]);
    expect(await store.has("a")).toBe(false);
    // a second tab that did the same adds nothing
    await store.replace("a", [{uuid: "q", params: {}}]);
    expect(await store.has("q")).toBe(false);
    // as another page finds it
    await database.close();
    const again = new DiskStore(
        new FloorDatabase("poms_floor_test", globalThis.indexedDB)
    );
    const items = await again.all();
    expect(items[0].tries).toBe(3);
    expect(await items[2].blob.text()).toBe("abc");
    await Promise.all(items.map((item) => again.remove(item.uuid)));
});
