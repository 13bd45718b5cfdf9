import {registry} from "@web/core/registry";
import {scan} from "./scanner";

/** How much of the sheet's canvas is ink: a blank one was not drawn. */
function countInk(canvas) {
    const {data} = canvas
        .getContext("2d")
        .getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let at = 0; at < data.length; at += 4) {
        ink += data[at + 3] > 0 && data[at] < 128 ? 1 : 0;
    }
    return ink;
}

registry.category("web_tour.tours").add("poms_document_change", {
    steps: () => [
        {
            trigger: ".o_poms_floor[data-screen=identify]",
            run: () => scan("BWORKER"),
        },
        {
            trigger: ".o_poms_floor[data-screen=station] .o_poms_person",
            run: () => scan("TC-SHEET"),
        },
        {
            content: "the card says that there is something to read",
            trigger: ".o_poms_now[data-card=TC-SHEET] .o_poms_why:contains(SH-1)",
        },
        {
            content: "going on is refused",
            trigger: ".o_poms_now [data-act=resume]",
            run: "click",
        },
        {
            content: "the sheet opens by itself",
            trigger:
                ".o_poms_floor[data-screen=documents] .o_poms_message:contains(SH-1)",
        },
        {
            content: "the new revision and what is new in it",
            trigger: ".o_poms_document_change:contains(Bore 12 H7)",
        },
        {
            trigger: ".o_poms_sheet[data-status=shown] canvas",
            run: async ({anchor}) => {
                for (let turn = 0; turn < 50 && !countInk(anchor); turn++) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                if (!countInk(anchor)) {
                    throw new Error("the sheet is blank");
                }
            },
        },
        {trigger: ".o_poms_zoom_in", run: "click"},
        {trigger: ".o_poms_fit:contains(140)"},
        {trigger: ".o_poms_read", run: "click"},
        {
            content: "read: back at the card",
            trigger: ".o_poms_now[data-card=TC-SHEET] [data-act=resume]",
            run: "click",
        },
        {trigger: ".o_poms_now[data-state=running]"},
        {
            content: "the sheet stays within reach",
            trigger: "[data-button=documents]:contains(B)",
            run: "click",
        },
        {trigger: ".o_poms_documents:not(:has(.o_poms_read)) .fa-check"},
    ],
});
