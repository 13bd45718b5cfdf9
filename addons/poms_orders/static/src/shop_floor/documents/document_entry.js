import {floorCardButtons, floorPanels, floorRefusals} from "../station/extensions";
import {_t} from "@web/core/l10n/translation";
import {DocumentPanel} from "./document_panel";

function sheetsOf(card) {
    return card?.documents || [];
}

/** Say that the active person has read a sheet; work goes on when all are read. */
async function read(station, sheet) {
    const {card, person, server} = station;
    if (!card || !person) {
        return;
    }
    const answer = await server.act(
        "acknowledge",
        {revision: sheet.id, card: card.name, token: person.token},
        person.id,
        {personName: person.name, isProvisional: person.isProvisional}
    );
    station.sayAnswer(answer);
    if (answer.status === "refused") {
        return;
    }
    const documents = sheetsOf(card).map((one) =>
        one.id === sheet.id ? {...one, is_read: true, must_read: false} : one
    );
    const waits_for = documents.some((one) => one.must_read)
        ? card.waits_for
        : (card.waits_for || []).filter((wait) => wait.code !== "document");
    station._putCard({id: card.id, documents, waits_for});
    if (sheet.must_read && !documents.some((one) => one.must_read)) {
        station.back();
    }
}

floorPanels.add("documents", {
    Component: DocumentPanel,
    getProps: (station) => ({
        title: station.card?.operation || "",
        documents: sheetsOf(station.card),
        chosenId: station.state.payload || undefined,
        isOnline: station.server.state.online,
        getNow: () => Date.now() + (station.server.skewMs || 0),
        onRead: (sheet) => read(station, sheet),
        onCancel: () => station.back(),
    }),
});

floorCardButtons.add(
    "documents",
    {
        icon: "fa-file-text-o",
        label: (station, card) => {
            const drawing = sheetsOf(card).find((sheet) => sheet.kind === "drawing");
            return drawing
                ? _t("Drawing %(revision)s", {revision: drawing.revision})
                : _t("Instructions");
        },
        isUrgent: (station, card) => sheetsOf(card).some((sheet) => sheet.must_read),
        isVisible: (card) => sheetsOf(card).length > 0,
        onPress: (station) => station.show("documents"),
    },
    {sequence: 10}
);

floorRefusals.add("document_unread", (station) => station.show("documents"));
