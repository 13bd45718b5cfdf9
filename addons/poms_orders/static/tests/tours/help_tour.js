import {registry} from "@web/core/registry";
import {scan} from "./scanner";

registry.category("web_tour.tours").add("poms_help_call", {
    steps: () => [
        {
            trigger: ".o_poms_floor[data-screen=identify]",
            run: () => scan("BWORKER"),
        },
        {
            trigger: ".o_poms_floor[data-screen=station] .o_poms_person",
            run: () => scan("TC-HELP"),
        },
        {
            content: "the scan is through: it hushes the greeting",
            trigger:
                ".o_poms_floor:not(:has(.o_poms_message)) .o_poms_now[data-card=TC-HELP]",
        },
        {
            content: "first tap: help at this card",
            trigger: ".o_poms_now[data-card=TC-HELP] [data-button=help]",
            run: "click",
        },
        {
            content: "the machine stands",
            trigger: ".o_poms_help_standing[aria-pressed=false]",
            run: "click",
        },
        {
            content: "second tap: the picture",
            trigger:
                ".o_poms_help:has(.o_poms_help_standing[aria-pressed=true]) [data-kind=machine]",
            run: "click",
        },
        {
            content: "taken, by word; and the card says it",
            trigger: ".o_poms_message[data-kind=accepted]",
        },
        {
            trigger: ".o_poms_now[data-card=TC-HELP] .o_poms_mark[data-kind=called]",
        },
        {
            content: "somebody comes to this tablet: the other person",
            trigger: ".o_poms_person",
            run: () => scan("BBOSS"),
        },
        {trigger: ".o_poms_message[data-kind=hello]"},
        {trigger: "[data-button=help]", run: "click"},
        {
            trigger: ".o_poms_call[data-state=open] [data-act=come]:enabled",
            run: "click",
        },
        {
            trigger: ".o_poms_call[data-state=come] [data-act=solve]",
            run: "click",
        },
        {trigger: ".o_poms_reason[data-code=TOUR-CAUSE]", run: "click"},
        {trigger: ".o_poms_reason[aria-pressed=true][data-code=TOUR-CAUSE]"},
        {trigger: ".o_poms_call_form [data-act=close]:enabled", run: "click"},
        {
            content: "nobody waits any more",
            trigger: ".o_poms_help:not(:has(.o_poms_call)) .o_poms_empty",
        },
        {trigger: ".o_poms_help .o_poms_cancel", run: "click"},
        {
            trigger: ".o_poms_now[data-card=TC-HELP]:not(:has([data-kind=called]))",
        },
    ],
});
