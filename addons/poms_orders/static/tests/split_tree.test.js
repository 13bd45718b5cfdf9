import {describe, expect, test} from "@odoo/hoot";
import {arrange, count, visible} from "@poms_orders/split_tree/tree_model";

describe.current.tags("headless");

function row(key, parent, kind, more = {}) {
    return {key, parent, kind, name: key, detail: "", note: "", ...more};
}

const ROWS = [
    row("line", "", "line"),
    row("top", "line", "production"),
    row("mid", "top", "production"),
    row("turn", "top", "operation", {cards: ["TC7"], is_held: true}),
    row("bar", "mid", "component", {is_short: true}),
];
const OPEN = {query: "", filter: "all", closed: new Set()};
const keys = (rows) => rows.map((found) => found.key);

test("operations and parts stand before what is below them", () => {
    const rows = arrange(ROWS);
    expect(keys(rows)).toEqual(["line", "top", "turn", "mid", "bar"]);
    expect(rows.map((found) => found.level)).toEqual([0, 1, 2, 2, 3]);
    expect(rows[1].childCount).toBe(2);
});

test("a closed row hides all below it", () => {
    const rows = arrange(ROWS);
    const shown = visible(rows, {...OPEN, closed: new Set(["top"])});
    expect(keys(shown)).toEqual(["line", "top"]);
});

test("a search finds a card and shows the way to it, even if closed", () => {
    const shown = visible(arrange(ROWS), {
        query: " tc7 TURN ",
        filter: "all",
        closed: new Set(["line"]),
    });
    expect(keys(shown)).toEqual(["line", "top", "turn"]);
    expect(shown.filter((found) => found.isHit).length).toBe(1);
});

test("filters count and narrow", () => {
    expect(count(ROWS)).toEqual({all: 5, late: 0, short: 1, held: 1});
    const shown = visible(arrange(ROWS), {...OPEN, filter: "short"});
    expect(keys(shown)).toEqual(["line", "top", "mid", "bar"]);
    expect(visible(arrange(ROWS), {...OPEN, filter: "late"})).toEqual([]);
});
