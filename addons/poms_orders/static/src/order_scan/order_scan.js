import {_t} from "@web/core/l10n/translation";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, useRef, useState, onMounted} from "@odoo/owl";
import {scanByCamera} from "../components/code_camera/code_camera";

const KEPT = 20;

/** One field that takes anything scanned: an order is found, or made when asked to. */
export class OrderScan extends Component {
    static template = "poms_orders.OrderScan";
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.input = useRef("input");
        this.hasCamera = isBarcodeScannerSupported();
        this.state = useState({code: "", busy: false, results: []});
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        onMounted(() => this.input.el?.focus());
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.scan(this.state.code);
        }
    }

    async openCamera() {
        const code = await scanByCamera(this.env);
        if (code) {
            await this.scan(code);
        }
    }

    async scan(code, create = false) {
        const text = (code || "").trim();
        if (!text || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const answer = await this.orm.call("poms.order", "scan_intake", [
                text,
                create,
            ]);
            const rest = this.state.results.filter((result) => result.code !== text);
            this.state.results = [{...answer, code: text}, ...rest].slice(0, KEPT);
            this.state.code = "";
        } finally {
            this.state.busy = false;
            this.input.el?.focus();
        }
    }

    open(result) {
        const single = result.ids.length === 1;
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "poms.order",
            name: _t("Customer Orders"),
            domain: [["id", "in", result.ids]],
            ...(single ? {res_id: result.ids[0]} : {}),
            views: single
                ? [[false, "form"]]
                : [
                      [false, "list"],
                      [false, "form"],
                  ],
        });
    }

    iconOf(result) {
        return {
            found: "fa-check text-success",
            created: "fa-plus-circle text-success",
            new: "fa-question-circle text-warning",
            refused: "fa-times-circle text-danger",
        }[result.status];
    }

    wordOf(result) {
        return {
            found: _t("Found"),
            created: _t("Made now"),
            new: _t("Not known"),
            refused: _t("Refused"),
        }[result.status];
    }
}

registry.category("actions").add("poms_orders.order_scan", OrderScan);
