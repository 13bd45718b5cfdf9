import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("poms_order_scan", {
    steps: () => [
        {
            trigger: ".o_poms_order_scan input",
            run: "edit PO=TOUR-7;PN=SHAFT;Qty=12",
        },
        {trigger: ".o_poms_order_scan button:contains(Find)", run: "click"},
        {
            trigger:
                ".o_poms_scan_result[data-status=new] button:contains(Make the Order)",
            run: "click",
        },
        {
            trigger: ".o_poms_scan_result[data-status=created] button:contains(Open)",
            run: "click",
        },
        {
            content: "the scanned code stands beside the line that was made of it",
            trigger: ".o_poms_original:contains(TOUR-7)",
        },
        {trigger: ".o_field_widget[name=reference] input:value(TOUR-7)"},
    ],
});
