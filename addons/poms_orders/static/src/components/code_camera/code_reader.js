import {loadJS} from "@web/core/assets";

/** Odoo's own copy; the floor keeps it for the time without a network. */
export const ZXING = "/web/static/lib/zxing-library/zxing-library.js";

const QR = ["QR_CODE"];
const OTHERS = [
    ...["DATA_MATRIX", "AZTEC", "CODE_128", "CODE_39", "ITF"],
    ...["EAN_13", "EAN_8", "UPC_A", "UPC_E"],
];
const LONGER_SIDE = 1280;
const NOTHING = ["NotFoundException", "ChecksumException", "FormatException"];

/**
 * One look per picture of the camera, by turns: no single one reads a code that is
 * small, fills the picture, is pale, lies in the shade or is printed white on black.
 * The middle comes first: of several codes people hold the one they mean there.
 */
const LOOKS = [
    {formats: QR, part: 0.5},
    {formats: QR},
    {formats: QR, binarizer: "GlobalHistogramBinarizer"},
    {formats: QR, scale: 0.5},
    {formats: OTHERS},
    {formats: QR, isInverted: true},
    {formats: OTHERS, isTurned: true},
];

/** Reads with the library that Odoo brings along, where the browser cannot itself. */
export class LibraryReader {
    constructor(ZXing) {
        this.ZXing = ZXing;
        this.canvas = document.createElement("canvas");
        this.turn = 0;
    }

    /**
     * @param {HTMLVideoElement|HTMLCanvasElement} picture
     * @returns {string} what one look reads, or ""
     */
    read(picture) {
        const look = LOOKS[this.turn++ % LOOKS.length];
        this._draw(picture, look);
        try {
            return this._decode(look);
        } catch (error) {
            if (!NOTHING.includes(error.name)) {
                // the library stumbles over some pictures; the next one is another
                console.info("A picture could not be looked at:", error);
            }
            return "";
        }
    }

    _draw(picture, {part = 1, scale = 1, isTurned}) {
        const size = sizeOf(picture);
        const width = size.width * part;
        const height = size.height * part;
        const zoom = Math.min(1, LONGER_SIDE / Math.max(width, height)) * scale;
        const drawn = [Math.round(width * zoom), Math.round(height * zoom)];
        [this.canvas.width, this.canvas.height] = isTurned ? drawn.toReversed() : drawn;
        const pen = this.canvas.getContext("2d", {willReadFrequently: true});
        if (isTurned) {
            pen.translate(this.canvas.width, 0);
            pen.rotate(Math.PI / 2);
        }
        const x = (size.width - width) / 2;
        const y = (size.height - height) / 2;
        pen.drawImage(picture, x, y, width, height, 0, 0, ...drawn);
    }

    _decode({formats, binarizer = "HybridBinarizer", isInverted}) {
        const {ZXing} = this;
        const picture = new ZXing.HTMLCanvasElementLuminanceSource(this.canvas);
        const source = isInverted
            ? new ZXing.InvertedLuminanceSource(picture)
            : picture;
        const hints = new Map([
            [
                ZXing.DecodeHintType.POSSIBLE_FORMATS,
                formats.map((format) => ZXing.BarcodeFormat[format]),
            ],
        ]);
        if (formats === QR) {
            hints.set(ZXing.DecodeHintType.TRY_HARDER, true);
        }
        const bitmap = new ZXing.BinaryBitmap(new ZXing[binarizer](source));
        return new ZXing.MultiFormatReader().decode(bitmap, hints).getText();
    }
}

/** Reads with the browser's own detector: of several codes the one in the middle. */
export class BrowserReader {
    constructor(detector) {
        this.detector = detector;
    }

    async read(picture) {
        const {width, height} = sizeOf(picture);
        const away = ({boundingBox: box}) =>
            Math.hypot(
                box.x + box.width / 2 - width / 2,
                box.y + box.height / 2 - height / 2
            );
        const codes = await this.detector.detect(picture);
        codes.sort((one, other) => away(one) - away(other));
        return codes[0]?.rawValue || "";
    }
}

/** Asks the browser, and the library from when the browser turns out not to be able. */
export class CodeReader {
    async read(picture) {
        this.reader =
            this.reader || (await makeBrowserReader()) || (await makeLibrary());
        try {
            return await this.reader.read(picture);
        } catch (error) {
            console.info("The browser reads no codes:", error);
            this.reader = await makeLibrary();
            return "";
        }
    }
}

/** Android without its maker's services has the detector, but nothing behind it. */
async function makeBrowserReader() {
    const Detector = window.BarcodeDetector;
    const formats = (await Detector?.getSupportedFormats()) || [];
    return formats.includes("qr_code")
        ? new BrowserReader(new Detector({formats}))
        : null;
}

async function makeLibrary() {
    await loadJS(ZXING);
    return new LibraryReader(window.ZXing);
}

function sizeOf(picture) {
    return {
        width: picture.videoWidth || picture.width,
        height: picture.videoHeight || picture.height,
    };
}
