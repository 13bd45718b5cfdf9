import {registry} from "@web/core/registry";
import {scan} from "./scanner";

function tap(key) {
    return {
        content: `tap ${key}`,
        trigger: `.o_poms_report_keys .o_poms_key[data-key="${key}"]`,
        run: "click",
    };
}

/** An operator corrects today's report alone, yesterday's with the leader's badge. */
registry.category("web_tour.tours").add("poms_corrections", {
    steps: () => [
        {
            trigger: ".o_poms_floor[data-screen=identify]",
            run: () => scan("BWORKER"),
        },
        {
            trigger: ".o_poms_now[data-card=TC-FIX] [data-button=reports]",
            run: "click",
        },
        {
            content: "both reports of the card are there, the newest first",
            trigger: ".o_poms_reports li:nth-child(1) b:contains(/4/)",
            run: "click",
        },
        {trigger: ".o_poms_look:disabled"},
        tap("3"),
        {trigger: ".o_poms_look:enabled", run: "click"},
        {
            content: "what it brings is said before anything is sent",
            trigger: ".o_poms_effects li[data-effect=components]",
        },
        {trigger: ".o_poms_send[data-act=correct]", run: "click"},
        {trigger: ".o_poms_message[data-kind=accepted]"},
        {
            content: "the list shows what stands now",
            trigger: ".o_poms_reports li:nth-child(1) b:contains(/3/)",
        },
        {trigger: ".o_poms_reports li:nth-child(2) .o_poms_row", run: "click"},
        tap("1"),
        {trigger: ".o_poms_look:enabled", run: "click"},
        {
            content: "yesterday's needs the leader",
            trigger: ".o_poms_effects li[data-effect=not_own][data-who=leader]",
        },
        {trigger: ".o_poms_send[data-act=ask]", run: "click"},
        {
            content: "asked; the leader stands beside it",
            trigger: ".o_poms_asked",
            run: () => scan("BLEADER"),
        },
        {trigger: ".o_poms_message[data-kind=accepted]"},
        {
            content: "the operator is still the one who acts",
            trigger: ".o_poms_reports li:nth-child(2) b:contains(/1/)",
        },
    ],
});

/** Glue of lot B1 was told, GLUE-2 is what went in: one scan, its consequences, corrected. */
registry.category("web_tour.tours").add("poms_corrections_lot", {
    steps: () => [
        {
            trigger: ".o_poms_floor[data-screen=identify]",
            run: () => scan("BWORKER"),
        },
        {
            trigger: ".o_poms_now[data-card=TC-GLUE] [data-button=reports]",
            run: "click",
        },
        {trigger: ".o_poms_reports li:nth-child(1) .o_poms_row", run: "click"},
        {
            content: "what it took of each component is there",
            trigger: ".o_poms_used .o_poms_value:contains(/8/)",
            run: () => scan("GLUE-2"),
        },
        {trigger: ".o_poms_used .o_poms_line_name s:contains(B1)"},
        {
            content: "the amount of it can be set right as well",
            trigger: ".o_poms_used .o_poms_value[aria-pressed=true]",
        },
        tap("7"),
        {trigger: ".o_poms_look:enabled", run: "click"},
        {
            content: "the wrong lot goes back",
            trigger: ".o_poms_effects li[data-effect=component]:contains(B1)",
        },
        {
            content: "the right one is taken",
            trigger: ".o_poms_effects li[data-effect=component]:contains(GLUE-2)",
        },
        {trigger: ".o_poms_send[data-act=correct]", run: "click"},
        {trigger: ".o_poms_message[data-kind=accepted]"},
    ],
});
