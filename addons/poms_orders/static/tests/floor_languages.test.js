import {FloorLanguages} from "@poms_orders/shop_floor/languages";
import {MemoryFacts} from "@poms_orders/shop_floor/offline/floor_database";
import {after, beforeEach, describe, expect, test} from "@odoo/hoot";
import {browser} from "@web/core/browser/browser";
import {localization} from "@web/core/l10n/localization";
import {TranslatedString, translatedTerms} from "@web/core/l10n/translation";
import {makeMockEnv, patchWithCleanup} from "@web/../tests/web_test_helpers";

describe.current.tags("headless");

const CHINESE = {
    lang: "zh_CN",
    hash: "h1",
    lang_parameters: {
        date_format: "%Y-%m-%d",
        time_format: "%H:%M:%S",
        decimal_point: ",",
        direction: "ltr",
        grouping: "[3,0]",
        thousands_sep: ".",
        week_start: 1,
    },
    modules: {poms_orders: {messages: [{id: "Take a break", string: "休息"}]}},
};

let asked = [];
let respond = null;

beforeEach(async () => {
    await makeMockEnv();
    asked = [];
    respond = () => CHINESE;
    patchWithCleanup(browser, {
        fetch(url) {
            asked.push(new URL(url, "http://floor").searchParams.get("hash"));
            return Promise.resolve(new Response(JSON.stringify(respond())));
        },
    });
});

function makeLanguages(facts = new MemoryFacts()) {
    const languages = new FloorLanguages({getFacts: () => facts});
    after(() => languages.use());
    return languages;
}

const say = () => new TranslatedString("Take a break", [], "poms_orders").valueOf();

test("words and numbers follow who acts, and come back", async () => {
    const languages = makeLanguages();
    const own = languages.own;
    const point = localization.decimalPoint;
    const before = Object.keys(translatedTerms);
    expect(await languages.use("zh_CN")).toBe("zh_CN");
    expect(say()).toBe("休息");
    expect(localization.decimalPoint).toBe(",");
    expect(await languages.use()).toBe(own);
    expect(say()).toBe("Take a break");
    expect(localization.decimalPoint).toBe(point);
    expect(Object.keys(translatedTerms)).toEqual(before);
});

test("words are asked for once, and stay for the time without a network", async () => {
    const facts = new MemoryFacts();
    await makeLanguages(facts).keep(["zh_CN", "zh_CN"]);
    expect(asked).toEqual([""]);
    respond = () => {
        throw new Error("no network");
    };
    const languages = makeLanguages(facts);
    expect(await languages.use("zh_CN")).toBe("zh_CN");
    expect(say()).toBe("休息");
    // the tablet asks only whether they have changed
    expect(asked).toEqual(["", "h1"]);
});

test("a language that cannot be had leaves the words as they are", async () => {
    const languages = makeLanguages();
    expect(await languages.use("de_DE")).toBe(languages.own);
    expect(say()).toBe("Take a break");
});

test("of two switches at once the later one counts", async () => {
    const languages = makeLanguages();
    const first = languages.use("zh_CN");
    const second = languages.use();
    await first;
    await second;
    expect(languages.state.lang).toBe(languages.own);
});

test("after a reload without network the words come once the store is open", async () => {
    const facts = new MemoryFacts();
    await facts.set("words:zh_CN", CHINESE);
    respond = () => {
        throw new Error("offline");
    };
    let open = null;
    const store = new Promise((resolve) => (open = () => resolve(facts)));
    const languages = new FloorLanguages({getFacts: () => store});
    after(() => languages.use());
    const spoken = languages.use("zh_CN");
    open();
    expect(await spoken).toBe("zh_CN");
    expect(say()).toBe("休息");
});
