import {_t} from "@web/core/l10n/translation";
import {Component, onWillUnmount, useRef, useState} from "@odoo/owl";
import {LiveCamera} from "./live_camera";
import {canShowLive, makePhoto, toJpeg} from "./photo";

/**
 * Takes photos, shows them small, takes them away again.
 *
 * The owner keeps `photos` (see `makePhoto`) and gives them to
 * `server.act(method, params, id, {blobs: [...photos]})`; nothing is sent here.
 */
export class PhotoCapture extends Component {
    static template = "poms_orders.PhotoCapture";
    static components = {LiveCamera};
    static defaultProps = {max: 4, label: "", toJpeg};
    static props = {
        photos: Array,
        onChange: Function,
        max: {type: Number, optional: true},
        label: {type: String, optional: true},
        isRequired: {type: Boolean, optional: true},
        toJpeg: {type: Function, optional: true},
    };

    setup() {
        this.field = useRef("field");
        this.state = useState({isBusy: false, isLive: false, error: ""});
        this.urls = new Map();
        onWillUnmount(() => {
            for (const url of this.urls.values()) {
                URL.revokeObjectURL(url);
            }
        });
    }

    get label() {
        return this.props.label || _t("Take a photo");
    }

    get isFull() {
        return this.props.photos.length >= this.props.max;
    }

    urlOf({uuid, blob}) {
        if (!this.urls.has(uuid)) {
            this.urls.set(uuid, URL.createObjectURL(blob));
        }
        return this.urls.get(uuid);
    }

    open() {
        this.state.error = "";
        if (canShowLive()) {
            this.state.isLive = true;
        } else {
            this.field.el.click();
        }
    }

    /** No camera, or nobody allowed it: a file will do. */
    openFiles() {
        this.state.isLive = false;
        this.field.el.click();
    }

    async onFiles(ev) {
        const files = [...ev.target.files];
        // the same file may be chosen again
        ev.target.value = "";
        await this.take(files);
    }

    /** @param {(Blob|HTMLVideoElement)[]} sources */
    async take(sources) {
        Object.assign(this.state, {isBusy: true, error: ""});
        const free = this.props.max - this.props.photos.length;
        const taken = [];
        try {
            for (const source of sources.slice(0, free)) {
                taken.push(makePhoto(await this.props.toJpeg(source)));
            }
        } catch (error) {
            console.info("no picture:", error.message);
            this.state.error = _t(
                "This file is no picture that this tablet can read. Take another one."
            );
        } finally {
            Object.assign(this.state, {isBusy: false, isLive: false});
        }
        if (taken.length) {
            this.props.onChange([...this.props.photos, ...taken]);
        }
    }

    remove(uuid) {
        URL.revokeObjectURL(this.urls.get(uuid));
        this.urls.delete(uuid);
        this.props.onChange(this.props.photos.filter((photo) => photo.uuid !== uuid));
    }
}
