import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("poms_leader_morning", {
    steps: () => [
        {
            content: "nobody was seen yet: all are chosen at once",
            trigger: "[data-choose=missing]:enabled",
            run: "click",
        },
        {trigger: "[data-act=present]", run: "click"},
        {
            content: "one of them is sick, and that can be undone",
            trigger: "[data-person=Colleague][data-state=here]",
            run: "click",
        },
        {trigger: "[data-act=absent]", run: "click"},
        {trigger: "[data-question=absent] [data-id=sick]", run: "click"},
        {trigger: "[data-person=Colleague][data-state=absent]"},
        {trigger: ".o_poms_undo", run: "click"},
        {
            content: "back again; the other one cleans",
            trigger: "[data-person=Colleague][data-state=here]",
        },
        {trigger: ".o_poms_leader_person[data-person=Worker]", run: "click"},
        {trigger: "[data-act=indirect]", run: "click"},
        {trigger: "[data-question=indirect] [data-id=CLEAN]", run: "click"},
        {trigger: "[data-person=Worker] .o_poms_mark[data-kind=indirect]"},
        {
            content: "dispatch in two taps: the card …",
            trigger: "[data-card=TC-NEXT]",
            run: "click",
        },
        {
            content: "… and the person",
            trigger: ".o_poms_candidate[data-person=Colleague]",
            run: "click",
        },
        {trigger: "[data-card=TC-NEXT] .o_poms_leader_card_who:contains(Colleague)"},
        {
            content: "the running card makes room for a rush one",
            trigger: "[data-card=TC-RUNS]",
            run: "click",
        },
        {trigger: "[data-act=interrupt]", run: "click"},
        {trigger: ".o_poms_key[data-key='4']", run: "click"},
        {trigger: ".o_poms_interrupt_rest b:contains(/^6$/)"},
        {trigger: "[data-rush=TC-RUSH]", run: "click"},
        {trigger: "[data-act=send-interrupt]:enabled", run: "click"},
        {trigger: "[data-card=TC-RUSH] .o_poms_mark[data-kind=urgent]"},
        {
            content: "a correction waits for approval",
            trigger: "[data-tab=inbox]",
            run: "click",
        },
        {trigger: "[data-approval] [data-act=decide]", run: "click"},
        {
            content: "what comes with it stands there before it is decided",
            trigger: "[data-approval] .o_poms_inbox_effects[data-status=accepted] li",
        },
        {trigger: "[data-approval] [data-act=approve]:enabled", run: "click"},
        {trigger: ".o_poms_leader_panel .o_poms_empty"},
        {
            content: "the shift is handed over",
            trigger: "[data-tab=handover]",
            run: "click",
        },
        {trigger: ".o_poms_handover_text", run: "edit Coolant low"},
        {trigger: "[data-act=hand-over]:enabled", run: "click"},
        {trigger: ".o_poms_handover[data-state=own] li[data-kind=hold]"},
        {content: "where the time went", trigger: "[data-tab=times]", run: "click"},
        {trigger: ".o_poms_times tr[data-person=Worker]"},
    ],
});
