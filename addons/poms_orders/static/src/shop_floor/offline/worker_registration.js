import {browser} from "@web/core/browser/browser";
import {ZXING} from "../../components/code_camera/code_reader";

const WORKER = "/poms/floor/service-worker.js";
const SCOPE = "/odoo/floor";

/**
 * Let the browser keep the floor's page and files; resolves to whether it does.
 *
 * @returns {Promise<boolean>} false on insecure origins and where nothing can be kept
 */
export async function keepFloor() {
    const workers = browser.navigator.serviceWorker;
    if (!workers) {
        return false;
    }
    try {
        const registration = await workers.register(WORKER, {scope: SCOPE});
        const worker = await whenActive(registration);
        const files = browser.performance.getEntriesByType("resource");
        // the camera's reader is loaded when it is first used: that may be offline
        worker.postMessage({keep: [...files.map((entry) => entry.name), ZXING]});
        // the outbox is the only copy: ask the browser never to evict it
        await browser.navigator.storage?.persist?.();
        return true;
    } catch (error) {
        // without a worker the floor still works while there is a network
        console.warn("The floor is not kept for the time without a network:", error);
        return false;
    }
}

function whenActive(registration) {
    const worker =
        registration.active || registration.waiting || registration.installing;
    if (worker.state === "activated") {
        return worker;
    }
    return new Promise((resolve) => {
        worker.addEventListener("statechange", () => {
            if (worker.state === "activated") {
                resolve(worker);
            }
        });
    });
}

/** One sender per lane among all tabs of this browser, first come first served. */
export function lockLane(lane, body) {
    const locks = browser.navigator.locks;
    return locks ? locks.request(`poms_floor:${lane}`, body) : body();
}
