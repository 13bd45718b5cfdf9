import {registry} from "@web/core/registry";

const cell = (line, column) => `tr[data-line="${line}"] [data-column=${column}]:focus`;

/** Type into the cell that has the focus and go on by Enter. */
function type(line, values) {
    return Object.entries(values).map(([column, value]) => ({
        content: `${column} of line ${line}`,
        trigger: cell(line, column),
        run: value ? `edit ${value} && press Enter` : "press Enter",
    }));
}

registry.category("web_tour.tours").add("poms_late_entry", {
    steps: () => [
        {
            content: "a day that is over at every hour of the day",
            trigger: "input[type=date]",
            run({anchor}) {
                anchor.value = "2026-01-15";
                anchor.dispatchEvent(new Event("change"));
            },
        },
        {trigger: "tr[data-line='1'] [data-column=card]", run: "click"},
        ...type(1, {
            card: "TC-PAPER",
            person: "BWORKER",
            start: "0800",
            end: "0930",
            good: "4",
            scrap: "",
        }),
        {trigger: "tr[data-line='1'][data-state=booked]"},
        {
            content: "the next line repeats card, person and time",
            trigger: cell(2, "card"),
        },
        ...type(2, {
            card: "",
            person: "",
            start: "",
            end: "1000",
            good: "20",
            scrap: "",
        }),
        {
            content: "too many: the server's sentence is at the line",
            trigger: "tr[data-line='2'][data-state=refused] .o_poms_late_message",
        },
        {trigger: "tr[data-line='2'] [data-column=good]", run: "click"},
        ...type(2, {good: "5", scrap: ""}),
        {trigger: "tr[data-line='2'][data-state=booked]"},
        {content: "the first slip once more", trigger: cell(3, "card")},
        ...type(3, {
            card: "TC-PAPER",
            person: "BWORKER",
            start: "0800",
            end: "0930",
            good: "4",
            scrap: "",
        }),
        {
            content: "it is asked about, not booked",
            trigger: "tr[data-line='3'][data-state=ask] [data-act=same]",
            run: "click",
        },
        {trigger: "tr[data-line='3'][data-state=dropped]"},
        {trigger: "[data-count=booked]:contains(/^2$/)"},
    ],
});
