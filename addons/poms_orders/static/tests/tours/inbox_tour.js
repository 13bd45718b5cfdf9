import {registry} from "@web/core/registry";

/** A key as the planner presses it, wherever the focus is. */
function key(name) {
    const target = document.activeElement || document.body;
    target.dispatchEvent(
        new KeyboardEvent("keydown", {key: name, bubbles: true, cancelable: true})
    );
}

const shown = (reference) =>
    `.o_poms_intake_row[data-reference="${reference}"][aria-selected=true]`;
const detail = (name) => `.o_poms_intake_acts:contains("${name}")`;

registry.category("web_tour.tours").add("poms_inbox_by_keyboard", {
    steps: () => [
        {
            content: "the most urgent order is shown, with what is missing",
            trigger: `${shown("T-1")} .o_poms_intake_missing:contains("Product?")`,
        },
        {
            trigger: detail("T-1"),
            run: () => key("Enter"),
        },
        {
            content: "it is not accepted; the reason stands there",
            trigger: ".o_poms_intake_message[data-kind=refused]:contains(item X)",
            run: () => key("e"),
        },
        {
            content: "E went to the missing product; its place is marked",
            trigger: ".o_poms_intake_lines [data-name=product_id] input:focus",
        },
        {trigger: ".o_poms_intake_original .o_poms_hit:contains(T-ITEM)"},
        {
            content: "one tick chooses the suggestion and remembers it",
            trigger: "[data-act=suggest]:contains(T-ITEM)",
            run: "click",
        },
        {
            content: "the other order with this item is understood, too",
            trigger: ".o_poms_intake_message[data-kind=done]:contains(1)",
        },
        {
            trigger: `${shown("T-1")}:not(:has(.o_poms_intake_missing))`,
            run: () => {
                document.activeElement.blur();
                key("Enter");
            },
        },
        {
            content: "accepted; the next one is shown",
            trigger: shown("T-2"),
        },
        {trigger: detail("T-2"), run: () => key("u")},
        {content: "undone: it is here again", trigger: shown("T-1")},
        {trigger: detail("T-1"), run: () => key("Enter")},
        {trigger: detail("T-2"), run: () => key("ArrowDown")},
        {
            content: "a changed order shows its difference",
            trigger: `${shown("T-3")}`,
        },
        {
            trigger: ".o_poms_intake_difference [data-kind=changed] ins:contains(9)",
            run: () => key("r"),
        },
        {
            trigger: ".o_poms_intake_reason",
            run: "edit No capacity",
        },
        {
            trigger: ".o_poms_intake_reason",
            run: () => key("Enter"),
        },
        {
            content: "rejected; merge the two that are left of one customer",
            trigger: `.o_poms_intake_rows:not(:has([data-reference="T-3"]))`,
        },
        {trigger: `${shown("T-4")}`},
        {trigger: detail("T-4"), run: () => key("m")},
        {
            trigger: ".o_poms_intake_siblings input:checked",
            run: () => key("m"),
        },
        {
            content: "one order with the lines of both",
            trigger: ".o_poms_intake_line:eq(1)",
        },
        {trigger: ".o_poms_intake_merged", run: () => key("s")},
        {
            content: "split by date, after asking",
            trigger: ".o_poms_intake_message[data-kind=ask]",
            run: () => key("s"),
        },
        {
            trigger: ".o_poms_intake_message[data-kind=done]:contains(2)",
            run: () => key("?"),
        },
        {
            content: "the keys are documented",
            trigger: ".modal kbd:contains(Enter)",
        },
        {trigger: ".modal footer button", run: "click"},
        {
            trigger: "body:not(:has(.modal))",
            run: () => key("/"),
        },
        {
            trigger: ".o_poms_intake_search:focus",
            run: "edit nothing like it",
        },
        {trigger: ".o_poms_intake_empty"},
    ],
});
