import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("poms_plan_tour", {
    steps: () => [
        {
            content: "The empty list says what would be here",
            trigger: ".o_view_nocontent:contains(No plan yet)",
        },
        {
            content: "One button makes a plan",
            trigger: ".o_control_panel button:contains(Plan Now)",
            run: "click",
        },
        {
            content: "The plan is made and says so",
            trigger: ".o_form_view .alert-info:contains(cards planned)",
        },
        {
            content: "Its cards by machine",
            trigger: "button[name=action_view_lines]",
            run: "click",
        },
        {
            content: "A machine's cards",
            trigger: ".o_group_header:contains(Lathe 1)",
            run: "click",
        },
        {
            content: "are proposed",
            trigger: ".o_data_row:contains(Proposed)",
        },
        {
            content: "Back to the plan",
            trigger: ".breadcrumb-item.o_back_button a, .o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "Apply it",
            trigger: "button[name=action_apply]",
            run: "click",
        },
        {
            content: "knowing what happens",
            trigger: ".modal button.btn-primary",
            run: "click",
        },
        {
            content: "It is in force",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(In Force)",
        },
        {
            content: "and can be undone",
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {
            trigger: ".modal button.btn-primary",
            run: "click",
        },
        {
            content: "The version before is in force again",
            trigger: ".o_form_view .oe_title:contains(Before)",
        },
    ],
});
