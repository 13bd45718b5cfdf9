import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {Dialog} from "@web/core/dialog/dialog";
import {useChildRef} from "@web/core/utils/hooks";
import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {useCamera} from "./camera_stream";
import {CodeReader} from "./code_reader";

/** Between two looks the page draws and listens. */
const PAUSE_MS = 60;
const WIDTH = 1280;

/**
 * Reads a code anywhere in the camera's picture.
 *
 * Odoo's own scanner reads in a window only that people would have to drag to size: not
 * with gloves, and not a code that is held close.
 */
export class CodeCamera extends Component {
    static template = "poms_orders.CodeCamera";
    static components = {Dialog};
    static props = {
        close: Function,
        onCode: Function,
    };

    setup() {
        this.reader = new CodeReader();
        this.state = useState({isReady: false, error: ""});
        const onReady = () => {
            this.state.isReady = true;
            this.look();
        };
        const onFail = (reason) => (this.state.error = reason);
        this.camera = useCamera("video", {onReady, onFail}, WIDTH);
        // without a header Odoo's dialog has no name for those who hear the page
        this.modal = useChildRef();
        onMounted(() =>
            this.modal.el.setAttribute("aria-label", _t("Scan with the camera"))
        );
        onWillUnmount(() => {
            this.isGone = true;
            browser.clearTimeout(this.timer);
        });
    }

    async look() {
        let code = "";
        try {
            code = await this.reader.read(this.camera.video.el);
        } catch (error) {
            console.info("No code can be read:", error);
            this.state.error = _t("The reader could not be loaded. Type the code.");
            return;
        }
        if (this.isGone) {
            return;
        }
        if (code) {
            this.props.onCode(code);
            this.props.close();
        } else {
            this.timer = browser.setTimeout(() => this.look(), PAUSE_MS);
        }
    }

    tryAgain() {
        Object.assign(this.state, {isReady: false, error: ""});
        this.camera.open();
    }
}

/**
 * Let somebody hold a code before the camera.
 *
 * @param {Object} env
 * @returns {Promise<string>} the code, or "" when nobody held one
 */
export function scanByCamera(env) {
    return new Promise((resolve) => {
        env.services.dialog.add(
            CodeCamera,
            {onCode: resolve},
            {onClose: () => resolve("")}
        );
    });
}
