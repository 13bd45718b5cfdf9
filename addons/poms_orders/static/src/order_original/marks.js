import {findPlace} from "./places";

/**
 * Mark the place of a value in a rendered document (a mail in its frame).
 *
 * Marks of before are taken away first. Changes the text nodes below `root` only.
 *
 * @param {Element} root
 * @param {string[]} needles
 * @param {string[]} anchors
 * @returns {Element|null} the first mark
 */
export function markIn(root, needles, anchors) {
    for (const old of root.querySelectorAll("mark.o_poms_hit")) {
        old.replaceWith(...old.childNodes);
    }
    root.normalize();
    const nodes = textNodes(root);
    const text = nodes.map(({data}) => data).join("\n");
    const place = findPlace(text, needles, anchors);
    if (!place) {
        return null;
    }
    let start = 0;
    for (const node of nodes) {
        const end = start + node.data.length;
        if (place.start >= start && place.end <= end) {
            const hit = node.splitText(place.start - start);
            hit.splitText(place.end - place.start);
            const mark = root.ownerDocument.createElement("mark");
            mark.className = "o_poms_hit";
            hit.replaceWith(mark);
            mark.append(hit);
            return mark;
        }
        start = end + 1;
    }
    return null;
}

function textNodes(root) {
    const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) {
        if (!walker.currentNode.parentElement.closest("style, script, head")) {
            nodes.push(walker.currentNode);
        }
    }
    return nodes;
}
