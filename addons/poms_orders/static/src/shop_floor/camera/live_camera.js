import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";

/** What the camera sees, until somebody takes it; the camera stops with the view. */
export class LiveCamera extends Component {
    static template = "poms_orders.LiveCamera";
    static props = {onTake: Function, onFiles: Function, onCancel: Function};

    setup() {
        this.video = useRef("video");
        this.state = useState({isReady: false, error: ""});
        this.isGone = false;
        onMounted(() => this.open());
        onWillUnmount(() => {
            this.isGone = true;
            this.stop();
        });
    }

    async open() {
        try {
            this.stream = await browser.navigator.mediaDevices.getUserMedia({
                video: {facingMode: "environment", width: {ideal: 1920}},
            });
        } catch (error) {
            this.state.error = _t(
                "The camera cannot be used (%(reason)s). Take a file instead.",
                {reason: error.name}
            );
            return;
        }
        if (this.isGone) {
            this.stop();
            return;
        }
        this.video.el.srcObject = this.stream;
        this.video.el.onloadeddata = () => (this.state.isReady = true);
    }

    take() {
        this.video.el.pause();
        this.props.onTake(this.video.el);
    }

    stop() {
        for (const track of this.stream?.getTracks() || []) {
            track.stop();
        }
    }
}
