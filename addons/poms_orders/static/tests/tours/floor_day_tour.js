import {floorStationButtons} from "@poms_orders/shop_floor/station/extensions";
import {registry} from "@web/core/registry";
import {checkOffered, checkScreen, scan, until} from "./floor_checks";

const isThere = (selector) => Boolean(document.querySelector(selector));

function look(name, trigger) {
    return {content: `look at ${name}`, trigger, run: () => checkScreen(name)};
}

function tap(...keys) {
    return keys.map((key) => ({
        trigger: `.o_poms_report_keys .o_poms_key[data-key="${key}"]`,
        run: "click",
    }));
}

async function openCard(code) {
    scan(code);
    await until(() => isThere(`.o_poms_now[data-card=${code}]`), `${code} shows`);
}

async function openMenu() {
    document.querySelector(".o_poms_menu").click();
    await until(() => isThere(".o_poms_floor[data-screen=menu]"), "the menu shows");
}

/** What opens from the menu; the sound is only turned there. */
const PANELS = floorStationButtons
    .getEntries()
    .map(([name]) => name)
    .filter((name) => name !== "sound");

/** One panel a step: axe takes its time. */
async function checkMenuPanel(name) {
    await openMenu();
    const button = document.querySelector(`.o_poms_reasons [data-button=${name}]`);
    if (button) {
        button.click();
        const floor = document.querySelector(".o_poms_floor");
        await until(() => floor.dataset.screen !== "menu", `${name} has opened`);
        await checkScreen(name);
    }
    await openCard("TC-DAY1");
}

const MORNING = [
    look("identify", ".o_poms_floor[data-screen=identify]"),
    {trigger: ".o_poms_identify", run: () => scan("BWORKER")},
    {
        content: "she reads English",
        trigger: ".o_poms_floor[lang=en-US][data-screen=station] .o_poms_row",
        run: () => scan("TC-DAY1"),
    },
    {
        trigger: ".o_poms_now[data-card=TC-DAY1] [data-act=start]:contains(Start)",
        run: "click",
    },
    look("card", ".o_poms_now[data-state=running] [data-act=report]:enabled"),
    {trigger: "[data-act=report]:enabled", run: "click"},
    ...tap("4"),
    look("report", ".o_poms_report .o_poms_send:enabled"),
    {trigger: ".o_poms_send:enabled", run: "click"},
    {content: "a partial report", trigger: ".o_poms_now_number b:contains(/^4$/)"},
    {trigger: "[data-act=pause]:enabled", run: "click"},
    look("pause", ".o_poms_floor[data-screen=pause] .o_poms_reason"),
    {trigger: ".o_poms_reason[data-code=DAY-PAUSE]", run: "click"},
    {trigger: ".o_poms_now[data-state=paused]", run: () => scan("BCOLLEAGUE")},
];

const COLLEAGUE = [
    {
        content: "he reads Chinese, at the same card",
        trigger: ".o_poms_floor[lang=zh-CN] .o_poms_next h2:contains(队列)",
    },
    {
        trigger: ".o_poms_now[data-card=TC-DAY1]",
        run: () => scan("TC-DAY2"),
    },
    {
        content: "his own work beside hers",
        trigger: ".o_poms_now[data-card=TC-DAY2] [data-act=start]:contains(开工)",
        run: "click",
    },
    {
        trigger: ".o_poms_now[data-card=TC-DAY2][data-state=running]",
        run: () => scan("TC-DAY1"),
    },
    {
        trigger: ".o_poms_now[data-card=TC-DAY1] [data-act=resume]:enabled",
        run: "click",
    },
    look("card in Chinese", ".o_poms_now[data-state=running]"),
    {trigger: "[data-act=report]:enabled", run: "click"},
    {trigger: ".o_poms_field[data-name=scrap]", run: "click"},
    ...tap("1"),
    {
        content: "the reason has its picture",
        trigger: ".o_poms_reason[data-code=DAY-SCRAP] img",
        run: ({anchor}) =>
            until(() => anchor.naturalWidth > 0, "the picture is loaded"),
    },
    look("report with reasons", ".o_poms_reason[data-code=DAY-SCRAP]"),
    {trigger: ".o_poms_reason[data-code=DAY-SCRAP]", run: "click"},
    {trigger: ".o_poms_send:enabled", run: "click"},
    {trigger: ".o_poms_now_number b:contains(/^5$/)", run: () => scan("BWORKER")},
];

const SCREENS = [
    {
        content: "her badge again: hers are the words, at once",
        trigger: ".o_poms_floor[lang=en-US] .o_poms_next h2:contains(Queue)",
    },
    {trigger: ".o_poms_station", run: "click"},
    look("machines", ".o_poms_floor[data-screen=machines] .o_poms_reason"),
    {trigger: ".o_poms_cancel", run: "click"},
    {trigger: ".o_poms_online", run: "click"},
    look("outbox", ".o_poms_floor[data-screen=outbox]"),
    {
        content: "what other parts offer for a card",
        trigger: ".o_poms_cancel",
        run: () => checkOffered(".o_poms_more_acts", () => openCard("TC-DAY1")),
    },
    {
        content: "the station's menu",
        trigger: ".o_poms_now[data-card=TC-DAY1]",
        run: async () => {
            await openMenu();
            await checkScreen("menu");
            await openCard("TC-DAY1");
        },
    },
    ...PANELS.map((name) => ({
        content: `the menu's ${name}`,
        trigger: ".o_poms_now[data-card=TC-DAY1]",
        run: () => checkMenuPanel(name),
    })),
    {
        content: "the sound is turned in the menu itself, and said",
        trigger: ".o_poms_now[data-card=TC-DAY1]",
        run: openMenu,
    },
    {trigger: ".o_poms_floor[data-screen=menu] [data-button=sound]", run: "click"},
    {
        trigger: "[data-button=sound]:has(.fa-volume-up)",
        run: () => openCard("TC-DAY1"),
    },
    {trigger: ".o_poms_now[data-card=TC-DAY1]", run: () => scan("NOBODY")},
    look("a refusal", ".o_poms_message[data-kind=refused]"),
];

const EVENING = [
    {trigger: "[data-act=report]:enabled", run: "click"},
    {trigger: ".o_poms_all", run: "click"},
    {trigger: ".o_poms_send:enabled", run: "click"},
    {
        content: "the card is done and leaves the queue",
        trigger: ".o_poms_floor[data-screen=station]:not(:has([data-card=TC-DAY1]))",
    },
    {trigger: ".o_poms_leave", run: "click"},
    {
        content: "he stays, with his words and his work",
        trigger: ".o_poms_floor[lang=zh-CN] .o_poms_person_name:contains(Colleague)",
    },
    {trigger: ".o_poms_leave", run: "click"},
    {trigger: ".o_poms_floor[lang=en-US][data-screen=identify]"},
];

registry.category("web_tour.tours").add("poms_floor_whole_day", {
    steps: () => [...MORNING, ...COLLEAGUE, ...SCREENS, ...EVENING],
});
