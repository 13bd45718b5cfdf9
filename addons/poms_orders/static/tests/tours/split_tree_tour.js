import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("poms_split_tree", {
    steps: () => [
        {trigger: "button[name=action_view_split]", run: "click"},
        {
            content: "the preview says that nothing is written",
            trigger: ".o_poms_split_head[data-preview]",
        },
        {
            content: "the child stands below its parent",
            trigger: "tr[data-kind=production][aria-level='3']:contains(Blank)",
        },
        {
            content: "closing the parent hides what is below it",
            trigger: "tr[aria-level='2'] .o_poms_split_toggle",
            run: "click",
        },
        {
            trigger:
                ".o_poms_split:not(:has(tr[data-kind=production][aria-level='3']))",
        },
        {trigger: "input[type=search]", run: "edit sawing"},
        {
            content: "a search opens the way to what it finds",
            trigger: "tr.o_poms_split_hit:contains(Sawing)",
        },
        {trigger: "input[type=search]", run: "edit nothing-like-this"},
        {trigger: "button:contains(Show All)", run: "click"},
        {trigger: "[data-filter=short]", run: "click"},
        {
            content: "only the bar is short",
            trigger: "tr.o_poms_split_hit:contains(Bar) [data-kind=short]",
        },
        {trigger: "[data-filter=all]", run: "click"},
        {trigger: ".o_poms_split_confirm", run: "click"},
        {
            content: "confirmed: cards stand at the operations",
            trigger:
                ".o_poms_split_page:not(:has([data-preview])) tr[data-kind=operation]:contains(TC)",
        },
    ],
});
