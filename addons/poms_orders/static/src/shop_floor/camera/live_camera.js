import {Component, useState} from "@odoo/owl";
import {useCamera} from "../../components/code_camera/camera_stream";

const WIDTH = 1920;

/** What the camera sees, until somebody takes it; the camera stops with the view. */
export class LiveCamera extends Component {
    static template = "poms_orders.LiveCamera";
    static props = {onTake: Function, onFiles: Function, onCancel: Function};

    setup() {
        this.state = useState({isReady: false, error: ""});
        const onReady = () => (this.state.isReady = true);
        const onFail = (reason) => (this.state.error = reason);
        this.camera = useCamera("video", {onReady, onFail}, WIDTH);
    }

    take() {
        const {el} = this.camera.video;
        el.pause();
        this.props.onTake(el);
    }
}
