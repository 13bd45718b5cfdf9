import {FloorWall} from "@poms_orders/floor_wall/floor_wall";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {browser} from "@web/core/browser/browser";
import {
    mockService,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CARD = {
    id: 5,
    name: "TC1",
    operation: "Turning",
    product: "Shaft",
    workcenter: "Lathe",
    spent: "3",
    quantity: "12",
    uom: "pcs",
    date_planned_start: "",
    date_planned_finish: "",
    date_due: "2019-03-11 08:00:00",
};

function makeWall(values = {}) {
    const machines = [...Array(8).keys()].map((id) => ({
        id,
        name: `Machine ${id}`,
        mark: id ? "idle" : "running",
        card: id ? false : CARD,
    }));
    return {
        status: "accepted",
        name: "Hall 2",
        machines,
        today: {good: "3", planned: "40"},
        late: [CARD],
        late_count: 7,
        stops: [],
        stop_count: 0,
        next: [],
        next_count: 0,
        ...values,
    };
}

let answer = null;

beforeEach(() => {
    answer = () => Response.json(makeWall());
    mockService("bus_service", {
        subscribe: () => undefined,
        unsubscribe: () => undefined,
    });
    patchWithCleanup(browser, {
        fetch(url) {
            return String(url).endsWith("station_wall")
                ? new Promise((resolve) => resolve(answer()))
                : super.fetch(...arguments);
        },
    });
});

async function mountWall() {
    await mountWithCleanup(FloorWall, {props: {action: {}, actionId: 1}});
    await animationFrame();
    await animationFrame();
}

test("machines with their work, six at once, the others by turns", async () => {
    await mountWall();
    expect(".o_poms_wall_tile").toHaveCount(6);
    expect(".o_poms_wall_tile:first .o_poms_wall_number").toHaveText("3 / 12 pcs");
    expect("[data-list=late] h2").toHaveText("Late 7");
    expect("[data-list=late] > small").toHaveText("and 6 more");
    expect("[data-list=stops]").toHaveCount(0);
    await advanceTime(12000);
    await animationFrame();
    expect(".o_poms_wall_tile").toHaveCount(2);
});

test("without the server it says since when, and goes on showing", async () => {
    await mountWall();
    expect(".o_poms_wall").toHaveAttribute("data-live", "yes");
    answer = () => {
        throw new Error("no network");
    };
    await advanceTime(30000);
    await animationFrame();
    expect(".o_poms_wall").toHaveAttribute("data-live", "no");
    expect(".o_poms_wall_tile").toHaveCount(6);
});

test("a screen that nobody has enrolled says what to do", async () => {
    answer = () => Response.json({message: "Not enrolled."}, {status: 403});
    await mountWall();
    expect(".o_poms_wall_empty").toHaveCount(1);
    expect(".o_poms_wall_tile").toHaveCount(0);
});
