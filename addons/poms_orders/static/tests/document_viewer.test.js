import {DocumentPanel} from "@poms_orders/shop_floor/documents/document_panel";
import {keepDocuments} from "@poms_orders/shop_floor/documents/document_keeper";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame, click} from "@odoo/hoot-dom";
import {Component, useState, xml} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {mountWithCleanup, patchWithCleanup} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const NOW = Date.parse("2026-11-23T10:00:00Z");
const SHEET = {
    id: 5,
    name: "Shaft",
    number: "SH-1",
    kind: "drawing",
    revision: "B",
    change_note: "Bore 12 H7",
    date_valid_from: "2026-11-22 06:00:00",
    url: "/poms/floor/document/5/abc",
    mimetype: "image/png",
    size: 1000,
    is_own: true,
    is_read: false,
    must_read: true,
    max_age_h: 12,
};
const PIXEL = Uint8Array.from(
    atob(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ),
    (char) => char.charCodeAt(0)
);

let response = null;
let read = [];

beforeEach(() => {
    read = [];
    response = () => answer(200, NOW);
    patchWithCleanup(browser, {
        fetch(url) {
            return String(url).startsWith("/poms/floor/document/")
                ? response()
                : super.fetch(...arguments);
        },
    });
});

function answer(status, date) {
    return Promise.resolve(
        new Response(PIXEL, {
            status,
            headers: {"Content-Type": "image/png", Date: new Date(date).toUTCString()},
        })
    );
}

async function open(documents, more = {}) {
    await mountWithCleanup(DocumentPanel, {
        props: {
            title: "Turning",
            documents,
            isOnline: true,
            getNow: () => NOW,
            onRead: (sheet) => read.push(sheet.id),
            onCancel: () => undefined,
            ...more,
        },
    });
    for (let turn = 0; turn < 6; turn++) {
        await animationFrame();
    }
}

test("the sheet to read is open first; reading it is one tap", async () => {
    const other = {...SHEET, id: 4, number: "SOP-1", must_read: false, is_read: true};
    await open([other, SHEET]);
    expect('.o_poms_chip[aria-pressed="true"]').toHaveText(/SH-1 · B/);
    expect(".o_poms_document_change").toHaveText("Bore 12 H7");
    expect(".o_poms_sheet img").toHaveCount(1);
    await click(".o_poms_read");
    expect(read).toEqual([5]);
    await click('.o_poms_chip[data-document="4"]');
    await animationFrame();
    expect(".o_poms_read").toHaveCount(0);
});

test("a picture grows and fits again", async () => {
    await open([SHEET]);
    await click(".o_poms_zoom_in");
    await animationFrame();
    expect(".o_poms_sheet img").toHaveStyle({width: /.+/});
    expect(".o_poms_fit").toHaveText("140 %");
    await click(".o_poms_fit");
    await animationFrame();
    expect(".o_poms_fit").toHaveText("100 %");
});

test("without a network the copy says how old it is", async () => {
    response = () => answer(200, NOW - 3 * 3600 * 1000);
    await open([SHEET], {isOnline: false});
    expect(".o_poms_sheet .o_poms_shown_since").toHaveText(/3 h/);
    expect(".o_poms_sheet img").toHaveCount(1);
});

test("a date that is said twice is a date", async () => {
    const date = new Date(NOW - 3 * 3600 * 1000).toUTCString();
    const headers = {"Content-Type": "image/png", Date: `${date}, ${date}`};
    response = () => Promise.resolve(new Response(PIXEL, {headers}));
    await open([SHEET], {isOnline: false});
    expect(".o_poms_sheet .o_poms_shown_since").toHaveText(/3 h/);
});

test("an open sheet grows old without the network, and comes anew with it", async () => {
    let now = NOW;
    let frame = null;
    class Frame extends Component {
        static components = {DocumentPanel};
        static props = {};
        static template = xml`
            <DocumentPanel title="''" documents="documents" isOnline="state.isOnline"
                getNow="getNow" onRead="() => {}" onCancel="() => {}"/>`;
        setup() {
            frame = this;
            this.documents = [SHEET];
            this.getNow = () => now;
            this.state = useState({isOnline: true});
        }
    }
    await mountWithCleanup(Frame);
    const settle = async () => {
        for (let turn = 0; turn < 6; turn++) {
            await animationFrame();
        }
    };
    await settle();
    expect(".o_poms_sheet .o_poms_shown_since").toHaveCount(0);
    now += 2 * 3600 * 1000;
    frame.state.isOnline = false;
    await settle();
    expect(".o_poms_sheet .o_poms_shown_since").toHaveText(/2 h/);
    now += 11 * 3600 * 1000;
    await advanceTime(30000);
    await settle();
    expect(".o_poms_sheet_problem").toHaveCount(1);
    expect(".o_poms_sheet img").not.toBeVisible();
    response = () => answer(200, now);
    frame.state.isOnline = true;
    await settle();
    expect(".o_poms_sheet_problem").toHaveCount(0);
    expect(".o_poms_sheet img").toBeVisible();
});

test("a copy that is too old is not shown", async () => {
    response = () => answer(200, NOW - 13 * 3600 * 1000);
    await open([SHEET], {isOnline: false});
    expect(".o_poms_sheet img").toHaveCount(0);
    expect(".o_poms_sheet_problem").toHaveText(/13 h/);
});

test("a revision that was withdrawn meanwhile is not shown", async () => {
    response = () => answer(404, NOW);
    await open([SHEET]);
    expect(".o_poms_sheet_problem").toHaveText(/does not count any more/);
});

test("no network and no copy: a sentence, not an empty page", async () => {
    response = () => Promise.reject(new TypeError("Failed to fetch"));
    await open([SHEET], {isOnline: false});
    expect(".o_poms_sheet_problem").toHaveText(/not kept on this tablet/);
});

test("only web links become links", async () => {
    const link = {...SHEET, is_own: false, mimetype: ""};
    await open([{...link, url: "https://plm.example/SH-1"}]);
    expect(".o_poms_sheet a").toHaveAttribute("href", "https://plm.example/SH-1");
});

test("a link that would run something is shown as text", async () => {
    const link = {...SHEET, is_own: false, mimetype: "", url: "javascript:alert(1)"};
    await open([link]);
    expect(".o_poms_sheet a").toHaveCount(0);
    expect(".o_poms_sheet_stage").toHaveText(/javascript:alert/);
});

test("sheets are kept for the time without a network, films are not", () => {
    const posted = [];
    patchWithCleanup(browser.navigator, {
        serviceWorker: {controller: {postMessage: (message) => posted.push(message)}},
    });
    const film = {...SHEET, url: "/poms/floor/document/6/f", mimetype: "video/mp4"};
    const pdf = {
        ...SHEET,
        url: "/poms/floor/document/7/p",
        mimetype: "application/pdf",
    };
    const cards = [{documents: [SHEET, film]}, {documents: [SHEET, pdf]}];
    keepDocuments(cards, NOW);
    expect(posted[0].documents).toEqual([SHEET.url, pdf.url]);
    expect(posted[0].keep.some((url) => url.endsWith("pdf.worker.js"))).toBe(true);
    keepDocuments(cards, NOW + 60000);
    expect(posted).toHaveLength(1);
});
