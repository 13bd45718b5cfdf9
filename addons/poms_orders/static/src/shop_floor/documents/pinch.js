/**
 * Tell by how much two fingers spread on an element; one finger scrolls as ever.
 *
 * @param {HTMLElement} element
 * @param {(factor: number) => void} onSpread above 1: apart
 * @returns {Function} stops it
 */
export function followPinch(element, onSpread) {
    let distance = 0;

    function measure({touches}) {
        const [a, b] = touches;
        return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    }

    function begin(ev) {
        distance = ev.touches.length === 2 ? measure(ev) : 0;
    }

    function move(ev) {
        if (ev.touches.length !== 2 || !distance) {
            return;
        }
        ev.preventDefault();
        const factor = measure(ev) / distance;
        // small tremors of gloves are no gesture
        if (Math.abs(factor - 1) > 0.08) {
            distance *= factor;
            onSpread(factor);
        }
    }

    element.addEventListener("touchstart", begin, {passive: true});
    element.addEventListener("touchmove", move, {passive: false});
    return () => {
        element.removeEventListener("touchstart", begin);
        element.removeEventListener("touchmove", move);
    };
}
