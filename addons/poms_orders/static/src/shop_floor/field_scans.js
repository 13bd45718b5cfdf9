// A scanner's keys come within a few milliseconds, a person's never do.
const GAP_MS = 50;
const SHORTEST = 4;
const FIELDS = ".o_poms_floor input, .o_poms_floor textarea";

/**
 * Scans that come while a field has the focus: Odoo's scanner service leaves those to the
 * field, where a badge would become a serial number. Here the field gets its text back and
 * the code goes where every scan goes.
 */
export class FieldScans {
    /** @param {(code: string) => void} onScan */
    constructor(onScan) {
        this.onScan = onScan;
        this._forget();
    }

    _forget() {
        this.code = "";
        this.lastAt = 0;
        this.field = null;
    }

    /** @param {KeyboardEvent} ev in the capture phase, before the field has it */
    take(ev) {
        const field = ev.target?.matches?.(FIELDS) ? ev.target : null;
        if (!field || ev.isComposing) {
            this._forget();
            return;
        }
        const isQuick = field === this.field && ev.timeStamp - this.lastAt <= GAP_MS;
        if (ev.key === "Enter" || ev.key === "Tab") {
            if (isQuick && this.code.length >= SHORTEST) {
                this._takeOut(ev, field);
            }
            this._forget();
        } else if (ev.key?.length === 1) {
            this._collect(ev, field, isQuick);
        }
    }

    _collect(ev, field, isQuick) {
        if (!isQuick) {
            this.code = "";
            this.field = field;
            this.before = field.value;
        }
        this.code += ev.key;
        this.lastAt = ev.timeStamp;
    }

    _takeOut(ev, field) {
        ev.preventDefault();
        ev.stopImmediatePropagation();
        field.value = this.before;
        field.dispatchEvent(new Event("input", {bubbles: true}));
        this.onScan(this.code);
    }
}
