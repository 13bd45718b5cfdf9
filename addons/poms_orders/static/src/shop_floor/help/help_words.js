import {_t} from "@web/core/l10n/translation";
import {formatSpan, parseDate} from "../format";

const {DateTime} = luxon;

/** The four kinds of help: word and picture, the same on floor and leader's screen. */
export const HELP_KINDS = [
    {id: "material", word: _t("Material"), icon: "fa-cubes"},
    {id: "quality", word: _t("Quality"), icon: "fa-search-plus"},
    {id: "machine", word: _t("Machine"), icon: "fa-wrench"},
    {id: "other", word: _t("Other help"), icon: "fa-hand-paper-o"},
];

export function getHelpKind(id) {
    return HELP_KINDS.find((kind) => kind.id === id) || HELP_KINDS.at(-1);
}

/** How long somebody waits, or the minutes until a helper was there. */
export function getCallAge(call, now = DateTime.now()) {
    const since = parseDate(call.since);
    return since ? formatSpan(now.diff(since, "minutes").minutes) : "";
}

/** The mark of the worst call: nobody there before somebody there; null without one. */
export function getCallMark(calls) {
    if (!calls?.length) {
        return null;
    }
    const open = calls.find((call) => call.state === "open");
    const call = open || calls[0];
    return {
        kind: open ? "called" : "coming",
        text: `${getHelpKind(call.kind).word} · ${getCallAge(call)}`,
    };
}

/** Reasons that fit this kind of help: its own, and those for all. */
export function reasonsFor(reasons, kind, helpKind) {
    return reasons.filter(
        (reason) =>
            reason.kind === kind && (!reason.call_kind || reason.call_kind === helpKind)
    );
}
