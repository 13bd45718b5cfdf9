import {scanByCamera} from "@poms_orders/components/code_camera/code_camera";
import {
    BrowserReader,
    CodeReader,
    LibraryReader,
    ZXING,
} from "@poms_orders/components/code_camera/code_reader";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {before, beforeEach, describe, expect, test} from "@odoo/hoot";
import {animationFrame, click, waitFor} from "@odoo/hoot-dom";
import {browser} from "@web/core/browser/browser";
import {loadJS} from "@web/core/assets";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {
    getService,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CODE = "TC00042";
const LOOKS = 7;

before(() => loadJS(ZXING));

/** A camera's picture with a code in it. */
function draw({
    side,
    turn = 0,
    dark = "#000",
    light = "#fff",
    ground = "#ccc",
    format = "QR_CODE",
    at = [0, 0],
}) {
    const {ZXing} = window;
    const matrix = new ZXing.QRCodeWriter().encode(
        CODE,
        ZXing.BarcodeFormat[format],
        0,
        0,
        new Map()
    );
    const canvas = Object.assign(document.createElement("canvas"), {
        width: 640,
        height: 480,
    });
    const pen = canvas.getContext("2d");
    pen.fillStyle = ground;
    pen.fillRect(0, 0, 640, 480);
    pen.translate(320 + at[0], 240 + at[1]);
    pen.rotate((turn * Math.PI) / 180);
    const step = side / matrix.getWidth();
    pen.fillStyle = light;
    pen.fillRect(-side / 2, -side / 2, side, side);
    pen.fillStyle = dark;
    for (let x = 0; x < matrix.getWidth(); x++) {
        for (let y = 0; y < matrix.getHeight(); y++) {
            if (matrix.get(x, y)) {
                pen.fillRect(x * step - side / 2, y * step - side / 2, step, step);
            }
        }
    }
    return canvas;
}

/** What the looks of one round read; each may read it or nothing. */
async function readRound(picture) {
    const reader = new LibraryReader(window.ZXing);
    const read = new Set();
    for (let look = 0; look < LOOKS; look++) {
        read.add(await reader.read(picture));
    }
    read.delete("");
    return [...read];
}

const PICTURES = {
    "far away": {side: 80},
    "far away in a corner": {side: 80, at: [-260, 180]},
    "at arm's length": {side: 220},
    "filling the picture": {side: 478},
    "larger than its margin allows": {side: 560},
    "tilted by 20 degrees": {side: 260, turn: 20},
    "tilted by 45 degrees": {side: 300, turn: 45},
    "upside down": {side: 260, turn: 180},
    pale: {side: 240, dark: "#696969", light: "#969696", ground: "#8c8c8c"},
    "white on black": {side: 240, dark: "#fff", light: "#111", ground: "#111"},
};
for (const [name, picture] of Object.entries(PICTURES)) {
    test(`a code is read: ${name}`, async () => {
        expect(await readRound(draw(picture))).toEqual([CODE]);
    });
}

test("a picture without a code reads as nothing", async () => {
    expect(await readRound(draw({side: 1}))).toEqual([]);
});

test("a picture that the library stumbles over does not end the reading", async () => {
    const reader = new LibraryReader(window.ZXing);
    patchWithCleanup(reader, {
        _decode() {
            throw new RangeError("out of the picture");
        },
    });
    expect(await reader.read(draw({side: 220}))).toBe("");
});

test("of several codes the one in the middle is read", async () => {
    const box = (x, y) => ({x, y, width: 100, height: 100});
    const reader = new BrowserReader({
        detect: () => [
            {rawValue: "TC-LEFT", boundingBox: box(20, 190)},
            {rawValue: "TC-MIDDLE", boundingBox: box(300, 200)},
            {rawValue: "TC-RIGHT", boundingBox: box(520, 100)},
        ],
    });
    expect(await reader.read(draw({side: 1}))).toBe("TC-MIDDLE");
});

test("where the browser's detector has nothing behind it, the library reads", async () => {
    class Detector {
        static getSupportedFormats = () => ["qr_code"];
        detect() {
            throw new DOMException("service unavailable", "NotSupportedError");
        }
    }
    for (const supported of [["qr_code"], []]) {
        Detector.getSupportedFormats = () => supported;
        patchWithCleanup(window, {BarcodeDetector: Detector});
        const reader = new CodeReader();
        const picture = draw({side: 220});
        const read = [await reader.read(picture), await reader.read(picture)];
        expect(read).toInclude(CODE);
    }
});

describe("the camera", () => {
    let stopped = 0;

    /** A camera that shows one picture, or fails with an error of this name. */
    function useFakeCamera(failure) {
        const track = {stop: () => stopped++};
        const getUserMedia = () => {
            if (failure.name) {
                return Promise.reject(Object.assign(new Error(), failure));
            }
            const stream = draw({side: 220}).captureStream();
            stream.getTracks = () => [track];
            return Promise.resolve(stream);
        };
        patchWithCleanup(browser, {
            navigator: {userAgent: "Android", mediaDevices: {getUserMedia}},
        });
    }

    beforeEach(() => (stopped = 0));

    test("it says why there is no picture, and tries again", async () => {
        const failure = {name: "NotAllowedError"};
        useFakeCamera(failure);
        await mountWithCleanup(MainComponentsContainer);
        const scanned = scanByCamera({services: {dialog: getService("dialog")}});
        await waitFor(".o_poms_code_error");
        expect(".o_poms_code_error strong").toHaveText(/may not use the camera/);
        failure.name = "NotFoundError";
        await click(".o_poms_code_acts .btn-primary");
        await waitFor(".o_poms_code_error:contains(No camera was found)");
        await click(".o_poms_code_acts .btn-secondary");
        expect(await scanned).toBe("");
        await animationFrame();
        expect(".o_poms_code_camera").toHaveCount(0);
    });

    test("it closes with the code, and lets the camera go", async () => {
        useFakeCamera({});
        patchWithCleanup(CodeReader.prototype, {read: () => Promise.resolve(CODE)});
        await mountWithCleanup(MainComponentsContainer);
        const scanned = scanByCamera({services: {dialog: getService("dialog")}});
        const video = await waitFor(".o_poms_code_picture video");
        await animationFrame();
        video.onloadeddata();
        expect(await scanned).toBe(CODE);
        await animationFrame();
        expect(".o_poms_code_camera").toHaveCount(0);
        expect(stopped).toBe(1);
    });
});
