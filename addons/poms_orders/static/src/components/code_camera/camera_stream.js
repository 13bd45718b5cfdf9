import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {onMounted, onWillUnmount, useRef} from "@odoo/owl";

/**
 * The camera's picture in a video element, from mounting to unmounting.
 *
 * @param {string} name of the video's `t-ref`
 * @param {Object} hear
 * @param {Function} hear.onReady when there is a picture
 * @param {Function} hear.onFail with a sentence that says why there is none
 * @param {number} width that the picture should have
 * @returns {{video: Object, open: Function}} the ref, and another try
 */
export function useCamera(name, {onReady, onFail}, width) {
    const video = useRef(name);
    let stream = null;
    let isGone = false;
    const stop = () => {
        for (const track of stream?.getTracks() || []) {
            track.stop();
        }
    };
    const open = async () => {
        try {
            stream = await browser.navigator.mediaDevices.getUserMedia({
                video: {facingMode: "environment", width: {ideal: width}},
            });
        } catch (error) {
            if (!isGone) {
                onFail(reasonOf(error));
            }
            return;
        }
        if (isGone) {
            stop();
            return;
        }
        video.el.srcObject = stream;
        video.el.onloadeddata = onReady;
    };
    onMounted(open);
    onWillUnmount(() => {
        isGone = true;
        stop();
    });
    return {video, open};
}

/** Why there is no picture, and what to do about it. */
function reasonOf({name}) {
    const reasons = {
        NotAllowedError: _t(
            "This page may not use the camera. Allow it beside the address or in the app's settings."
        ),
        NotFoundError: _t("No camera was found on this device."),
        NotReadableError: _t("Another app uses the camera. Close it and try again."),
    };
    return (
        reasons[name] || _t("The camera cannot be used (%(reason)s).", {reason: name})
    );
}
