import {_t} from "@web/core/l10n/translation";

/** What is counted, as people see it; which of them: the card's `kinds`. */
export const QUANTITY_FIELDS = {
    good: {label: _t("Good"), icon: "fa-check", tone: "good"},
    concession: {label: _t("Concession"), icon: "fa-check-square-o", tone: "wait"},
    scrap: {label: _t("Scrap"), icon: "fa-trash-o", tone: "bad"},
    rework: {label: _t("Rework"), icon: "fa-repeat", tone: "wait"},
    material_fault: {label: _t("Material fault"), icon: "fa-cube", tone: "bad"},
    to_inspect: {label: _t("To inspect"), icon: "fa-search", tone: "wait"},
};
