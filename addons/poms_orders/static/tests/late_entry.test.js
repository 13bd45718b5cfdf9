import {LateEntrySheet} from "@poms_orders/late_entry/late_entry_sheet";
import {
    findErrors,
    getMoments,
    getNext,
    makeRow,
    parseClock,
    parseNumber,
    parsePaste,
    toSlip,
} from "@poms_orders/late_entry/slip";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mockTimeZone} from "@odoo/hoot-mock";
import {makeMockEnv} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const {DateTime} = luxon;
const FULL = {card: "TC1", person: "B1", start: "0800", end: "0930", good: "5"};

function makeSheet(answers = {}, kept = null) {
    const calls = [];
    const saved = {data: kept};
    const sheet = new LateEntrySheet({
        call: (method, args, kwargs) => {
            calls.push([method, args, kwargs]);
            const answer = answers[method];
            return answer instanceof Error
                ? Promise.reject(answer)
                : Promise.resolve(answer);
        },
        store: {load: () => saved.data, save: (data) => (saved.data = data)},
    });
    sheet.state.day = "2019-03-01"; // the tests live on 2019-03-11
    return {sheet, calls, saved};
}

test("a time is typed in many ways", () => {
    for (const [text, hour, minute] of [
        ["0815", 8, 15],
        ["815", 8, 15],
        ["8:15", 8, 15],
        ["8.15", 8, 15],
        ["8：15", 8, 15],
        ["8", 8, 0],
        ["2359", 23, 59],
    ]) {
        expect(parseClock(text)).toEqual({hour, minute}, {message: text});
    }
    for (const text of ["", "24", "1260", "x", "08155", "8:61"]) {
        expect(parseClock(text)).toBe(null, {message: text});
    }
});

test("numbers with point or comma; nothing is zero", () => {
    expect(["", "5", "1,5", "0.25"].map(parseNumber)).toEqual([
        "0",
        "5",
        "1.5",
        "0.25",
    ]);
    expect(["-1", "x", "1.2.3"].map(parseNumber)).toEqual([null, null, null]);
});

test("an end before the start is the next morning", () => {
    const day = DateTime.fromISO("2026-03-02");
    const {start, end} = getMoments(day, "2200", "0530");
    expect(start.toFormat("yyyy-MM-dd HH:mm")).toBe("2026-03-02 22:00");
    expect(end.toFormat("yyyy-MM-dd HH:mm")).toBe("2026-03-03 05:30");
    expect(getMoments(day, "x", "0530")).toBe(null);
});

test("a slip goes out in UTC", async () => {
    mockTimeZone(+8);
    await makeMockEnv();
    const slip = toSlip(makeRow({...FULL, scrap: "1"}), DateTime.fromISO("2026-03-02"));
    expect(slip.start).toBe("2026-03-02 00:00:00");
    expect(slip.end).toBe("2026-03-02 01:30:00");
    expect(slip.scrap).toBe("1");
    expect("reason" in slip).toBe(false);
});

test("what is missing is known before anybody is asked", () => {
    const day = DateTime.fromISO("2026-03-02");
    const now = DateTime.fromISO("2026-03-02T12:00:00");
    const errorsOf = (values) =>
        Object.keys(findErrors(makeRow({...FULL, ...values}), day, now));
    expect(errorsOf({})).toEqual([]);
    expect(errorsOf({card: " "})).toEqual(["card"]);
    expect(errorsOf({end: "x"})).toEqual(["end"]);
    expect(errorsOf({end: "1300"})).toEqual(["end"]);
    expect(errorsOf({good: "0"})).toEqual(["good"]);
    expect(errorsOf({good: "", scrap: "2"})).toEqual([]);
    expect(errorsOf({rework: "some"})).toEqual(["rework"]);
});

test("Enter goes on and ends where nothing more is told", () => {
    const row = makeRow(FULL);
    expect(getNext(row, "card")).toBe("person");
    expect(getNext(row, "good")).toBe("scrap");
    expect(getNext(row, "scrap")).toBe(null);
    row.scrap = "1";
    expect(getNext(row, "scrap")).toBe("rework");
    expect(getNext(row, "material_fault")).toBe("reason");
    expect(getNext(row, "reason")).toBe(null);
});

test("a tracked product asks for its numbers before the slip ends", () => {
    const row = makeRow({...FULL, needs: "serial"});
    expect(getNext(row, "scrap")).toBe("numbers");
    expect(getNext(row, "numbers")).toBe(null);
    row.scrap = "1";
    expect(getNext(row, "material_fault")).toBe("reason");
    expect(getNext(row, "reason")).toBe("numbers");
    row.numbers = "S1";
    expect(getNext(row, "reason")).toBe(null);
    expect(getNext(makeRow({needs: "lot", scrap: "2"}), "reason")).toBe(null);
});

const SIX = ["good", "concession", "scrap", "material_fault", "rework", "to_inspect"];

test("six quantities have their columns, in the order of the pad", async () => {
    const {sheet} = makeSheet({read_slip: {kinds: SIX, messages: {}}});
    expect(sheet.columns).toHaveLength(10);
    await sheet.open();
    expect(sheet.columns.slice(4, 10)).toEqual(SIX);
    const row = makeRow({...FULL, concession: "1"});
    const next = (column) => getNext(row, column, sheet.columns);
    expect([next("good"), next("concession"), next("scrap")]).toEqual([
        "concession",
        "scrap",
        null,
    ]);
    row.to_inspect = "2";
    // what waits for a judgement has no reason yet
    expect(next("to_inspect")).toBe(null);
    const slip = toSlip(row, DateTime.fromISO("2026-03-02"));
    expect([slip.concession, slip.to_inspect]).toEqual(["1", "2"]);
    expect("concession" in toSlip(makeRow(FULL), sheet.date)).toBe(false);
    sheet.paste(sheet.state.rows[0], "good", "5\t1\t2");
    expect(sheet.state.rows[0].scrap).toBe("2");
});

test("one number is a lot, several or a serial product's are serials", () => {
    const day = DateTime.fromISO("2026-03-02");
    const numbersOf = (values) => {
        const {lot, serials} = toSlip(makeRow({...FULL, ...values}), day);
        return {lot, serials};
    };
    expect(numbersOf({})).toEqual({lot: undefined, serials: undefined});
    expect(numbersOf({numbers: " L-7 "})).toEqual({lot: "L-7", serials: undefined});
    expect(numbersOf({numbers: "S1、S2, S3"}).serials).toEqual(["S1", "S2", "S3"]);
    expect(numbersOf({numbers: "S1", needs: "serial"}).serials).toEqual(["S1"]);
});

test("lines of a spreadsheet, with a head or without", () => {
    const text = "Card\tPerson\tStart\r\nTC1\tB1\t0800\r\nTC2\tB2\t0900\r\n";
    expect(parsePaste(text)).toEqual([
        {card: "TC1", person: "B1", start: "0800"},
        {card: "TC2", person: "B2", start: "0900"},
    ]);
    expect(parsePaste("5\t1\n6\t0", "good")).toEqual([
        {good: "5", scrap: "1"},
        {good: "6", scrap: "0"},
    ]);
});

test("pasted lines fill the sheet; all are booked in their order", async () => {
    const {sheet, calls} = makeSheet({enter_slip: {status: "accepted"}});
    const text = "TC1\tB1\t0800\t0900\t5\nTC2\tB1\t0900\t1000\t6";
    expect(sheet.paste(sheet.state.rows[0], "card", text)).toBe(2);
    expect(sheet.state.rows).toHaveLength(3);
    await sheet.sendAll();
    expect(calls.map(([, args]) => args[1].card)).toEqual(["TC1", "TC2"]);
    expect(sheet.counts).toEqual({booked: 2, open: 0, refused: 0, ask: 0});
    sheet.clearBooked();
    expect(sheet.state.rows).toHaveLength(1);
});

test("the line above is repeated by Enter", () => {
    const {sheet} = makeSheet();
    const [first] = sheet.state.rows;
    for (const [name, value] of Object.entries(FULL)) {
        sheet.setCell(first, name, value);
    }
    const second = sheet.state.rows[1];
    sheet.repeatAbove(second, "card");
    sheet.repeatAbove(second, "person");
    sheet.repeatAbove(second, "start");
    expect([second.card, second.person, second.start]).toEqual(["TC1", "B1", "0930"]);
});

test("no answer keeps the slip and its number; the next try is the same one", async () => {
    const answers = {enter_slip: new Error("gone")};
    const {sheet, calls, saved} = makeSheet(answers);
    const [row] = sheet.state.rows;
    Object.assign(row, FULL);
    await sheet.send(row);
    expect(row.state).toBe("draft");
    expect(saved.data.rows).toHaveLength(1);
    answers.enter_slip = {status: "duplicate"};
    await sheet.send(row);
    expect(row.state).toBe("booked");
    expect(calls[0][1][0]).toBe(calls[1][1][0]);
});

test("what is wrong is said with its column, and nothing is sent", async () => {
    await makeMockEnv();
    const {sheet, calls} = makeSheet();
    const [row] = sheet.state.rows;
    Object.assign(row, {...FULL, start: "2570"});
    await sheet.send(row);
    expect(String(row.message)).toBe("Start time: a time like 0815");
    expect(calls).toEqual([]);
});

test("a refused slip is another one after it was changed", async () => {
    const answers = {enter_slip: {status: "refused", message: "too many"}};
    const {sheet, calls} = makeSheet(answers);
    const [row] = sheet.state.rows;
    Object.assign(row, FULL);
    await sheet.send(row);
    expect([row.state, row.message]).toEqual(["refused", "too many"]);
    sheet.setCell(row, "good", "4");
    answers.enter_slip = {status: "accepted"};
    await sheet.send(row);
    expect(row.state).toBe("booked");
    expect(calls[0][1][0]).not.toBe(calls[1][1][0]);
});

test("what looks booked already is asked, and booked or dropped", async () => {
    const answers = {
        enter_slip: {status: "ask", message: "?", doubles: [{id: 1, text: "x"}]},
    };
    const {sheet, calls} = makeSheet(answers);
    const [row] = sheet.state.rows;
    Object.assign(row, FULL);
    await sheet.send(row);
    expect(row.state).toBe("ask");
    expect(row.doubles).toHaveLength(1);
    answers.enter_slip = {status: "accepted"};
    await sheet.send(row, true);
    expect(calls[1][2]).toEqual({confirm: true});
    expect(row.state).toBe("booked");
});

test("drafts are there again after a reload, also one that was on its way", () => {
    const kept = {
        day: "2026-03-01",
        rows: [{...makeRow(FULL), state: "sending", uuid: "u-1"}],
    };
    const {sheet} = makeSheet({}, kept);
    expect(sheet.state.rows).toHaveLength(2);
    expect([sheet.state.rows[0].state, sheet.state.rows[0].uuid]).toEqual([
        "draft",
        "u-1",
    ]);
});
