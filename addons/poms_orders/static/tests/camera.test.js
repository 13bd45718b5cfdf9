import {fitSize, makePhoto, toJpeg} from "@poms_orders/shop_floor/camera/photo";
import {PhotoCapture} from "@poms_orders/shop_floor/camera/photo_capture";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame, click, setInputFiles, waitFor} from "@odoo/hoot-dom";
import {Component, useState, xml} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {mountWithCleanup, patchWithCleanup} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

/** A picture of the given size, as a camera would hand it over. */
function drawPicture(width, height, type = "image/png") {
    const canvas = Object.assign(document.createElement("canvas"), {width, height});
    canvas.getContext("2d").fillRect(0, 0, width / 2, height);
    return new Promise((resolve) =>
        canvas.toBlob((blob) => resolve(new File([blob], "crack.png", {type})), type)
    );
}

class Owner extends Component {
    static template = xml`<div class="o_poms_floor"><PhotoCapture photos="state.photos" max="2" onChange="(photos) => this.change(photos)"/></div>`;
    static components = {PhotoCapture};
    static props = {};
    setup() {
        this.state = useState({photos: []});
    }
    change(photos) {
        this.state.photos = photos;
    }
}

beforeEach(() => {
    patchWithCleanup(browser, {
        navigator: {userAgent: "Android", mediaDevices: undefined},
    });
});

test("the longer side is at most 1600, small pictures stay", () => {
    expect(fitSize(4000, 3000)).toEqual({width: 1600, height: 1200});
    expect(fitSize(3000, 4000)).toEqual({width: 1200, height: 1600});
    expect(fitSize(800, 600)).toEqual({width: 800, height: 600});
    expect(fitSize(9000, 1)).toEqual({width: 1600, height: 1});
});

test("a big picture becomes a small JPEG", async () => {
    const blob = await toJpeg(await drawPicture(3200, 800));
    const bitmap = await createImageBitmap(blob);
    expect(blob.type).toBe("image/jpeg");
    expect([bitmap.width, bitmap.height]).toEqual([1600, 400]);
});

test("a photo is what the outbox takes, and can be stored", () => {
    const photo = makePhoto(new Blob(["x"]), {now: Date.UTC(2026, 10, 23, 7, 5, 9)});
    expect(photo.kind).toBe("photo");
    expect(photo.taken_at).toBe("2026-11-23 07:05:09");
    expect(photo.uuid).toMatch(/^[0-9a-f-]{36}$/);
    expect(() => structuredClone({...photo, blob: undefined})).not.toThrow();
});

test("photos are taken, shown, counted and removed", async () => {
    const owner = await mountWithCleanup(Owner);
    await click(".o_poms_photo_add");
    await setInputFiles([await drawPicture(400, 300)]);
    await waitFor(".o_poms_photo img");
    expect(owner.state.photos).toHaveLength(1);
    // a proxy of OWL could not be kept over a reload
    expect(() => structuredClone(owner.state.photos[0])).not.toThrow();
    await click(".o_poms_photo_add");
    await setInputFiles([await drawPicture(300, 400)]);
    await waitFor(".o_poms_photo:nth-of-type(2)");
    expect(".o_poms_photo_add").toHaveCount(0);
    await click(".o_poms_photo_remove:first");
    await animationFrame();
    expect(".o_poms_photo").toHaveCount(1);
    expect(".o_poms_photo_add").toHaveCount(1);
});

test("what is no picture is said, and nothing is kept", async () => {
    const owner = await mountWithCleanup(Owner);
    await click(".o_poms_photo_add");
    await setInputFiles([new File(["plain words"], "note.png", {type: "image/png"})]);
    await waitFor(".o_poms_photo_error");
    expect(owner.state.photos).toHaveLength(0);
    expect(".o_poms_photo_add").toHaveCount(1);
});

test("a computer shows the camera; without one, a file will do", async () => {
    patchWithCleanup(browser, {
        navigator: {
            userAgent: "Windows",
            mediaDevices: {
                getUserMedia: () =>
                    Promise.reject(Object.assign(new Error(), {name: "NotFoundError"})),
            },
        },
    });
    await mountWithCleanup(Owner);
    await click(".o_poms_photo_add");
    await waitFor(".o_poms_live [role=alert]");
    expect(".o_poms_live [role=alert]").toHaveText(/No camera was found/);
    expect(".o_poms_live .o_poms_btn_primary").toHaveAttribute("disabled");
    await click(".o_poms_live .o_poms_btn:contains(file)");
    await setInputFiles([await drawPicture(400, 300)]);
    await waitFor(".o_poms_photo img");
    expect(".o_poms_live").toHaveCount(0);
});
