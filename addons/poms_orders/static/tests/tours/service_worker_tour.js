import {registry} from "@web/core/registry";

const WORKER = "/poms/floor/service-worker.js";
const WORDS = "/web/webclient/translations";

/**
 * The floor's worker itself, beside the page: its network is `network.ask`, its cache a
 * real one of its own.
 */
async function startWorker(network) {
    const source = await (await fetch(WORKER)).text();
    const code = source.replace(/const VERSION = "[^"]*"/, 'const VERSION = "check"');
    const handlers = {};
    const scope = {
        location,
        addEventListener: (name, handler) => (handlers[name] = handler),
    };
    const ask = (request) => network.ask(new URL(request.url || request, location));
    new Function("self", "fetch", code)(scope, ask);
    return (path) =>
        new Promise((resolve, reject) => {
            const request = new Request(path);
            const respondWith = (answer) => answer.then(resolve, reject);
            handlers.fetch({request, respondWith});
        });
}

function answerWords(url) {
    const lang = url.searchParams.get("lang");
    const hash = url.searchParams.get("hash");
    // the server sends no words to who has them already
    const words = hash === `now-${lang}` ? {} : {modules: {poms_orders: lang}};
    return Promise.resolve(Response.json({lang, hash: `now-${lang}`, ...words}));
}

function equal(found, wanted) {
    if (found !== wanted) {
        throw new Error(`${found} instead of ${wanted}`);
    }
}

async function checkLanguages() {
    await caches.delete("poms-floor-check");
    const network = {ask: answerWords};
    const get = await startWorker(network);
    for (const query of [
        "hash=&lang=en_US",
        "hash=&lang=zh_CN",
        "hash=now-en_US&lang=en_US",
    ]) {
        await get(`${WORDS}?${query}`);
    }
    network.ask = () => Promise.reject(new TypeError("no network"));
    for (const lang of ["zh_CN", "en_US"]) {
        const kept = await (await get(`${WORDS}?hash=another&lang=${lang}`)).json();
        equal(kept.lang, lang);
        equal(kept.modules.poms_orders, lang);
    }
    const strange = get(`${WORDS}?hash=another&lang=de_DE`);
    equal(await strange.catch(() => "none"), "none");
    network.ask = () => Promise.resolve(new Response("", {status: 503}));
    equal((await (await get(`${WORDS}?hash=x&lang=zh_CN`)).json()).lang, "zh_CN");
    equal((await get(`${WORDS}?hash=x&lang=de_DE`)).status, 503);
    await caches.delete("poms-floor-check");
}

registry.category("web_tour.tours").add("poms_service_worker", {
    steps: () => [
        {
            content: "words come in the language that is asked for, or not at all",
            trigger: ".o_poms_floor",
            run: checkLanguages,
        },
    ],
});
