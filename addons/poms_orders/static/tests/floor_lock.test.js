import {FloorStation} from "@poms_orders/shop_floor/station";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {browser} from "@web/core/browser/browser";

describe.current.tags("headless");

const MINUTE = 60000;
const ANNA = {status: "accepted", employee_id: 7, name: "Anna Berg", lang: "en_US"};
const WANG = {status: "accepted", employee_id: 8, name: "王小明", lang: "zh_CN"};
const FAR = "2099-01-01 00:00:00";

let asked = [];
let spoken = [];

/** A station before a server that knows two badges. */
function makeStation(lock_min = 10, more = {lock_min}) {
    const people = {B7: ANNA, B8: WANG};
    const server = {
        outbox: {renew: () => undefined},
        read(method, params) {
            asked.push(method);
            const person = people[params.badge];
            if (method === "station_queue") {
                return Promise.resolve({status: "accepted", cards: [], reasons: []});
            }
            return Promise.resolve(
                person
                    ? {...person, token: `t${params.badge}`, expires: FAR, ...more}
                    : {status: "refused", message: "?"}
            );
        },
    };
    const languages = {use: (lang) => Promise.resolve(spoken.push(lang))};
    return new FloorStation({server, languages});
}

beforeEach(() => {
    browser.sessionStorage.clear();
    browser.localStorage.clear();
    asked = [];
    spoken = [];
});

test("a badge of who is here switches in one scan, without a question", async () => {
    const station = makeStation();
    await station.takeScan("B7");
    await station.takeScan("B8");
    expect(station.person.name).toBe("王小明");
    asked = [];
    await station.takeScan("B7");
    expect(station.person.name).toBe("Anna Berg");
    // only her queue, in her language
    expect(asked).toEqual(["station_queue"]);
    expect(station.state.people).toHaveLength(2);
});

test("the screen speaks the language of who acts", async () => {
    const station = makeStation();
    await station.takeScan("B7");
    await station.takeScan("B8");
    await station.switchTo(7);
    expect(spoken).toEqual(["en_US", "zh_CN", "en_US"]);
});

test("a badge is no lot, even while the pad takes every unknown code", async () => {
    const station = makeStation();
    await station.takeScan("B7");
    await station.takeScan("B8");
    station.scanTaker = () => true;
    await station.takeScan("B7");
    expect(station.person.id).toBe(7);
});

test("after idle minutes nobody acts before a badge; who is here stays", async () => {
    const station = makeStation(10);
    await station.takeScan("B7");
    await station.takeScan("B8");
    station.checkIdle(station.touchedAt + 9 * MINUTE);
    expect(station.person.id).toBe(8);
    station.checkIdle(station.touchedAt + 10 * MINUTE);
    expect(station.person).toBe(undefined);
    expect(station.state.screen).toBe("identify");
    expect(station.server.isLocked).toBe(true);
    // nothing is left with which somebody could act as them
    expect(station.state.people.map((one) => [one.name, one.token])).toEqual([
        ["Anna Berg", ""],
        ["王小明", ""],
    ]);
    expect(browser.sessionStorage.getItem("poms_floor.people")).not.toMatch(/tB7/);
});

test("a locked person scans again, and only that one acts", async () => {
    const station = makeStation();
    await station.takeScan("B7");
    await station.takeScan("B8");
    station.lock();
    await station.switchTo(7);
    expect(station.person).toBe(undefined);
    await station.takeScan("B7");
    expect(station.person.token).toBe("tB7");
    expect(station.state.screen).toBe("station");
    expect(station.server.isLocked).toBe(false);
    await station.switchTo(8);
    expect(station.person.id).toBe(7);
    expect(station.state.screen).toBe("identify");
    station.back();
    expect(station.state.screen).toBe("station");
});

test("a reload does not open the lock", async () => {
    const station = makeStation();
    await station.takeScan("B7");
    station.lock();
    const again = makeStation();
    expect(again.person).toBe(undefined);
    expect(again.state.screen).toBe("identify");
    expect(again.state.people).toHaveLength(1);
});

test("after a reload the same person acts on the same card", async () => {
    const station = makeStation();
    await station.takeScan("B7");
    await station.takeScan("B8");
    await station.takeScan("B7");
    station.select(21);
    station.keepPlace();
    const again = makeStation();
    expect([again.person.name, again.state.cardId]).toEqual(["Anna Berg", 21]);
    again.leave();
    again.keepPlace();
    const later = makeStation();
    expect(later.person.name).toBe("王小明");
});

test("one's own device and 0 minutes never lock", async () => {
    const station = makeStation(0);
    await station.takeScan("B7");
    station.checkIdle(station.touchedAt + 9999 * MINUTE);
    expect(station.person.id).toBe(7);
});

test("without the network the last known time holds", async () => {
    await makeStation(3).takeScan("B7");
    browser.sessionStorage.clear();
    const station = makeStation(0, {});
    await station.takeScan("B7");
    expect(station.lockMin).toBe(3);
});
