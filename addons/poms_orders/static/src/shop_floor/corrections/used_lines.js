/**
 * Material of a report that is being corrected: a line for each component and lot.
 * Quantities are decimal strings, an empty one is not changed. What is told of a
 * component replaces all that the report took of it.
 */

/** @param {Object} component row of a report, as `my_reports` sends it */
export function makeUsedLine(component) {
    return {
        product_id: component.product_id,
        name: component.product,
        uom: component.uom || "",
        isTracked: component.tracking !== "none",
        wasLot: component.lot || "",
        was: component.quantity || "0",
        lot: component.lot || "",
        quantity: "",
    };
}

export function isLineChanged(line) {
    return line.lot.trim() !== line.wasLot || isUsedChanged(line);
}

export function isUsedChanged(line) {
    return line.quantity !== "" && Number(line.quantity) !== Number(line.was);
}

/** Every line of the components of which anything changed. */
export function getToldComponents(lines) {
    const changed = lines.filter(isLineChanged).map((line) => line.product_id);
    return lines
        .filter((line) => changed.includes(line.product_id))
        .map((line) => ({
            product: line.product_id,
            lot: line.lot.trim(),
            quantity: (line.quantity || line.was).replace(/\.$/, ""),
        }));
}

/**
 * Put a scanned lot where it belongs: its own line, the line that is aimed at, the only
 * one of its component; else a new one.
 *
 * @param {Object[]} lines changed in place
 * @param {{name: string, product_id: number, product: string}} lot
 * @param {number} aimed index of a line, -1: none
 * @returns {number} index of its line
 */
export function putLot(lines, lot, aimed) {
    const own = lines.filter((line) => line.product_id === lot.product_id);
    const isAimed = own.includes(lines[aimed]);
    const line =
        own.find((one) => one.lot === lot.name) ||
        own.find((one) => one.wasLot === lot.name) ||
        (isAimed && lines[aimed]) ||
        (own.length === 1 && !isLineChanged(own[0]) && own[0]);
    if (line) {
        line.lot = lot.name;
        return lines.indexOf(line);
    }
    lines.push({
        ...makeUsedLine({...lot, tracking: "lot", uom: own[0]?.uom}),
        lot: lot.name,
    });
    return lines.length - 1;
}
