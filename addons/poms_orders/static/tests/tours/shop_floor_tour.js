import {registry} from "@web/core/registry";
import {scan} from "./scanner";

function tap(...keys) {
    return keys.map((key) => ({
        content: `tap ${key}`,
        trigger: `.o_poms_report_keys .o_poms_key[data-key="${key}"]`,
        run: "click",
    }));
}

registry.category("web_tour.tours").add("poms_shop_floor_day", {
    steps: () => [
        {
            content: "nobody is identified, and nobody is listed",
            trigger: ".o_poms_floor[data-screen=identify]:not(:has(.o_poms_person))",
            run: () => scan("NOBODY"),
        },
        {
            content: "an unknown badge is refused by a sentence",
            trigger: ".o_poms_message[data-kind=refused]",
            run: () => scan("BWORKER"),
        },
        {
            content: "the person is here; a card's code opens the card",
            trigger: ".o_poms_floor[data-screen=station] .o_poms_person",
            run: () => scan("TC-TOUR"),
        },
        {
            trigger: ".o_poms_now[data-card=TC-TOUR] [data-act=start]",
            run: "click",
        },
        {
            content: "it runs: report four good ones",
            trigger: ".o_poms_now[data-state=running] [data-act=report]",
            run: "click",
        },
        ...tap("4"),
        {trigger: ".o_poms_send:enabled", run: "click"},
        {
            content: "four of ten are told",
            trigger: ".o_poms_now_number b:contains(/^4$/)",
        },
        {
            content: "then one bad one: the reason is asked for",
            trigger: ".o_poms_now[data-state=running] [data-act=report]",
            run: "click",
        },
        {trigger: ".o_poms_field[data-name=scrap]", run: "click"},
        ...tap("1"),
        {trigger: ".o_poms_send:disabled"},
        {trigger: ".o_poms_reason[data-code=TOUR-SCRAP]", run: "click"},
        {trigger: ".o_poms_send:enabled", run: "click"},
        {trigger: ".o_poms_now_number b:contains(/^5$/)"},
        {content: "a break", trigger: "[data-act=pause]:enabled", run: "click"},
        {trigger: ".o_poms_reason[data-code=TOUR-PAUSE]", run: "click"},
        {
            trigger: ".o_poms_now[data-state=paused] [data-act=resume]:enabled",
            run: "click",
        },
        {
            content: "too many are refused, and what was entered is kept",
            trigger: ".o_poms_now[data-state=running] [data-act=report]:enabled",
            run: "click",
        },
        ...tap("9"),
        {trigger: ".o_poms_send:enabled", run: "click"},
        {
            trigger: ".o_poms_message[data-kind=refused]",
            run: "click",
        },
        {
            trigger: ".o_poms_field[data-name=good] .o_poms_field_value:contains(9)",
        },
        {content: "all that are left", trigger: ".o_poms_all", run: "click"},
        {trigger: ".o_poms_send:enabled", run: "click"},
        {
            content: "the card is done and leaves the queue",
            trigger:
                ".o_poms_floor[data-screen=station]:not(:has([data-card=TC-TOUR]))",
        },
        {content: "good-bye", trigger: ".o_poms_leave", run: "click"},
        {trigger: ".o_poms_floor[data-screen=identify]"},
    ],
});
