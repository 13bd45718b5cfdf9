/**
 * What of a tree of rows is to be seen: pure, so that it can be tested alone.
 *
 * Rows come as a flat list, each with `key` and `parent` (a key, or "" at the top).
 */

/** Rows in the order of the tree, each with its level and number of children. */
export function arrange(rows) {
    const children = new Map();
    for (const row of rows) {
        if (!children.has(row.parent)) {
            children.set(row.parent, []);
        }
        children.get(row.parent).push(row);
    }
    const rank = {operation: 0, component: 1, byproduct: 2, shared: 3, production: 4};
    const ordered = [];
    const todo = (children.get("") || []).map((row) => [row, 0]).reverse();
    while (todo.length) {
        const [row, level] = todo.pop();
        const below = [...(children.get(row.key) || [])];
        below.sort((a, b) => rank[a.kind] - rank[b.kind]);
        ordered.push({...row, level, childCount: below.length});
        todo.push(...below.map((child) => [child, level + 1]).reverse());
    }
    return ordered;
}

const FILTERS = {
    all: () => true,
    late: (row) => row.is_late,
    short: (row) => row.is_short,
    held: (row) => row.is_held,
};

/** How many rows each filter would find. */
export function count(rows) {
    const found = {};
    for (const [name, fits] of Object.entries(FILTERS)) {
        found[name] = rows.filter(fits).length;
    }
    return found;
}

/** The words that a search looks into. */
function text(row) {
    return [row.name, row.detail, row.note, ...(row.cards || [])]
        .join(" ")
        .toLocaleLowerCase();
}

/**
 * Rows to show. A search or filter shows what fits with all above it, open;
 * otherwise what is below a closed row is hidden.
 *
 * @param {Object[]} rows as `arrange` gives them
 * @param {{query: string, filter: string, closed: Set<string>}} state
 * @returns {Object[]} rows; `isHit` where the search found it
 */
export function visible(rows, {query, filter, closed}) {
    const words = query.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length && filter === "all") {
        const hidden = new Set();
        return rows.filter((row) => {
            if (hidden.has(row.parent)) {
                hidden.add(row.key);
                return false;
            }
            if (closed.has(row.key)) {
                hidden.add(row.key);
            }
            return true;
        });
    }
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const hits = new Set();
    const shown = new Set();
    for (const row of rows) {
        const content = text(row);
        if (FILTERS[filter](row) && words.every((word) => content.includes(word))) {
            hits.add(row.key);
            for (let at = row; at && !shown.has(at.key); at = byKey.get(at.parent)) {
                shown.add(at.key);
            }
        }
    }
    return rows
        .filter((row) => shown.has(row.key))
        .map((row) => ({...row, isHit: hits.has(row.key)}));
}
