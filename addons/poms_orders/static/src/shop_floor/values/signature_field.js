import {_t} from "@web/core/l10n/translation";
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {makePhoto, toJpeg} from "../camera/photo";

const INK_PX = 3;

/**
 * Somebody signs with a finger or a pen. The picture is made anew after each stroke, so
 * that it is there whenever the report is sent.
 */
export class SignatureField extends Component {
    static template = "poms_orders.SignatureField";
    static defaultProps = {online: true, toJpeg};
    static props = {
        name: String,
        /** [] or the one picture, see `makePhoto`. */
        pictures: Array,
        onChange: Function,
        online: {type: Boolean, optional: true},
        toJpeg: {type: Function, optional: true},
    };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({isSigned: this.props.pictures.length > 0, error: ""});
        this.isDrawing = false;
        this.strokes = 0;
        useEffect(
            (online) => {
                if (online) {
                    this.restore();
                }
            },
            () => [this.props.online]
        );
    }

    get label() {
        return _t("Sign here: %(name)s", {name: this.props.name});
    }

    get context() {
        return this.canvas.el.getContext("2d");
    }

    /** As many dots as the screen shows: a stretched one would be drawn beside the pen. */
    fit() {
        const {el} = this.canvas;
        const {width, height} = el.getBoundingClientRect();
        Object.assign(el, {width: Math.round(width), height: Math.round(height)});
        this.context.fillStyle = "white";
        this.context.fillRect(0, 0, el.width, el.height);
    }

    async restore() {
        if (!this.canvas.el) {
            return;
        }
        this.fit();
        const [picture] = this.props.pictures;
        if (picture) {
            const bitmap = await createImageBitmap(picture.blob);
            this.context.drawImage(bitmap, 0, 0);
        }
    }

    placeOf(ev) {
        const {left, top} = this.canvas.el.getBoundingClientRect();
        return [ev.clientX - left, ev.clientY - top];
    }

    begin(ev) {
        ev.preventDefault();
        this.canvas.el.setPointerCapture?.(ev.pointerId);
        this.isDrawing = true;
        const {context} = this;
        Object.assign(context, {
            lineWidth: INK_PX,
            lineCap: "round",
            lineJoin: "round",
        });
        context.strokeStyle = "black";
        context.beginPath();
        context.moveTo(...this.placeOf(ev));
        // a dot is a stroke, too
        this.move(ev);
    }

    move(ev) {
        if (this.isDrawing) {
            this.context.lineTo(...this.placeOf(ev));
            this.context.stroke();
        }
    }

    async end() {
        if (!this.isDrawing) {
            return;
        }
        this.isDrawing = false;
        this.state.isSigned = true;
        const stroke = ++this.strokes;
        try {
            const blob = await this.props.toJpeg(this.canvas.el);
            if (stroke === this.strokes) {
                this.props.onChange([makePhoto(blob, {kind: "signature"})]);
                this.state.error = "";
            }
        } catch (error) {
            console.error(error);
            this.state.error = _t("The signature could not be kept. Sign again.");
        }
    }

    clear() {
        this.strokes += 1;
        this.state.isSigned = false;
        this.fit();
        this.props.onChange([]);
    }
}
