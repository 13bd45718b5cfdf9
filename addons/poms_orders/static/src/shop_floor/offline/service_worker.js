// @odoo-module ignore

// The floor without a network: keeps the page and its files, never an act or an
// answer. Acts wait in the page's own outbox. Narrower than Odoo's own worker, which
// keeps the office; of two scopes the browser takes the longer one.

const VERSION = "@@version@@";
const PREFIX = "poms-floor-";
const CACHE = `${PREFIX}${VERSION}`;
const SHELL = "/odoo/floor";
const ACTION = "/web/action/load";
const ACTION_KEY = "/odoo/floor/action";
const NAVIGATE_MS = 5000;
const MENUS = "/web/webclient/load_menus";
const TRANSLATIONS = "/web/webclient/translations";
// Named by their content: what is kept is never old.
const IMMUTABLE = [/^\/web\/assets\//, /^\/[a-z0-9_]+\/static\//];
const RENEWED = [
    /^\/web\/webclient\/(load_menus|translations)/,
    /^\/bus\/websocket_worker_bundle/,
    /^\/web\/bundle\//,
    /^\/web\/(image|binary\/company_logo|manifest)/,
    /^\/poms\/floor\/manifest/,
    /^\/poms\/floor\/reason\/\d+\/picture$/,
];
// A sheet counts until the server says that it does not: then no copy is shown.
const DOCUMENTS = [/^\/poms\/floor\/document\//];
const DOCUMENT_DAYS = 3;
const NO_SECRET = '"browser_cache_secret": ""';
const UNPREPARED = `<!doctype html><html><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>POMS</title></head>
<body style="font:20px/1.5 sans-serif;margin:3em auto;max-width:32em;padding:0 1em">
<h1>No network · 没有网络</h1>
<p>This tablet has not been used with the network yet, so nothing is kept on it.
Bring it to the network once and open the floor.</p>
<p>此平板尚未联网使用过，请先联网打开一次车间界面。</p>
<p><button style="font:inherit;padding:.6em 1.4em" onclick="location.reload()">
Try again · 重试</button></p></body></html>`;

const matches = (patterns, path) => patterns.some((pattern) => pattern.test(path));

self.addEventListener("install", (event) => event.waitUntil(prepare()));

async function prepare() {
    // A worker that could not keep the page yet does so at the next visit.
    await Promise.allSettled([keepShell(), keepAction(), keepUrl(MENUS)]);
    await self.skipWaiting();
}

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
    const current = await caches.open(CACHE);
    if (await current.match(SHELL)) {
        const names = await caches.keys();
        const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
        await Promise.all(old.map((name) => caches.delete(name)));
    }
    await self.clients.claim();
}

self.addEventListener("message", (event) => {
    if (event.data === "user_logout") {
        event.waitUntil(forgetShell());
    } else if (event.data?.keep) {
        const work = event.data.keep.map(keepUrl);
        if (event.data.documents) {
            work.push(dropOldDocuments(event.data.documents));
        }
        event.waitUntil(Promise.allSettled(work));
    }
});

async function forgetShell() {
    const cache = await caches.open(CACHE);
    await cache.delete(SHELL);
}

self.addEventListener("fetch", (event) => {
    const {request} = event;
    const url = new URL(request.url);
    if (url.origin !== self.location.origin) {
        return;
    }
    if (request.mode === "navigate") {
        if (url.pathname === SHELL || url.pathname.startsWith(`${SHELL}/`)) {
            event.respondWith(navigate(request, url));
        }
    } else if (request.method === "POST" && url.pathname === ACTION) {
        event.respondWith(loadAction(request));
    } else if (request.method === "GET" && matches(IMMUTABLE, url.pathname)) {
        event.respondWith(cacheFirst(request));
    } else if (request.method === "GET" && matches(DOCUMENTS, url.pathname)) {
        event.respondWith(whileItCounts(request));
    } else if (request.method === "GET" && matches(RENEWED, url.pathname)) {
        event.respondWith(networkFirst(request));
    }
});

/** The page: from the server when it answers soon, else as it was last time. */
async function navigate(request, url) {
    const isDebug = url.searchParams.has("debug");
    try {
        const response = await inTime(fetch(request), NAVIGATE_MS);
        // Without its database Odoo answers 404, without Odoo the proxy answers 502.
        if (response.ok || ![404, 500, 502, 503, 504].includes(response.status)) {
            if (!isDebug) {
                keepPage(response.clone());
            }
            return response;
        }
    } catch {
        // no network: the kept page is the answer
    }
    return (await findKept(SHELL)) || html(UNPREPARED);
}

function inTime(promise, ms) {
    const late = new Promise((_resolve, reject) => {
        setTimeout(() => reject(new Error("late")), ms);
    });
    return Promise.race([promise, late]);
}

function html(text) {
    return new Response(text, {headers: {"Content-Type": "text/html; charset=utf-8"}});
}

async function keepShell() {
    const response = await fetch(SHELL, {credentials: "same-origin"});
    const text = await keepPage(response);
    const found = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((hit) =>
        hit[1].replaceAll("&amp;", "&")
    );
    const files = found.filter((path) => matches(IMMUTABLE, path.split("?")[0]));
    await Promise.all(files.map(keepUrl));
}

/** Only the page of somebody logged in; without what opens Odoo's own stores. */
async function keepPage(response) {
    if (!response.ok || response.redirected) {
        throw new Error("no page to keep");
    }
    const text = await response.text();
    if (!text.includes("odoo.__session_info__")) {
        throw new Error("no page to keep");
    }
    const kept = text.replace(/"browser_cache_secret": "[^"]*"/, NO_SECRET);
    const cache = await caches.open(CACHE);
    await cache.put(SHELL, html(kept));
    return text;
}

/** The floor's own action; Odoo asks for it by POST, which no cache keeps. */
async function keepAction() {
    const response = await fetch(ACTION, {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({
            jsonrpc: "2.0",
            method: "call",
            params: {action_id: "floor"},
        }),
    });
    const body = await response.json();
    if (body.result) {
        const cache = await caches.open(CACHE);
        await cache.put(ACTION_KEY, new Response(JSON.stringify(body.result)));
    }
}

async function loadAction(request) {
    const asked = await request.clone().json();
    try {
        return await fetch(request);
    } catch (error) {
        const kept = await findKept(ACTION_KEY);
        const result = kept && (await kept.json());
        const wanted = asked.params?.action_id;
        const names = ["floor", result?.id, String(result?.id), result?.xml_id];
        if (!result || !names.includes(wanted)) {
            throw error;
        }
        return new Response(JSON.stringify({jsonrpc: "2.0", id: asked.id, result}), {
            headers: {"Content-Type": "application/json"},
        });
    }
}

async function keepUrl(path) {
    const url = new URL(path, self.location.origin);
    const isOurs = url.origin === self.location.origin;
    if (!isOurs || !matches([...IMMUTABLE, ...RENEWED, ...DOCUMENTS], url.pathname)) {
        return;
    }
    const cache = await caches.open(CACHE);
    if (matches(IMMUTABLE, url.pathname) && (await cache.match(url))) {
        return;
    }
    const response = await fetch(url, {credentials: "same-origin"});
    if (response.ok) {
        await cache.put(url, response);
    }
}

async function cacheFirst(request) {
    const kept = await findKept(request);
    if (kept) {
        return kept;
    }
    return keepAnswer(request, await fetch(request));
}

async function networkFirst(request) {
    const coming = fetch(request);
    try {
        const response = await inTime(coming, NAVIGATE_MS);
        return response.ok
            ? await keepAnswer(request, response)
            : (await findAlike(request)) || response;
    } catch {
        const kept = (await findKept(request)) || (await findAlike(request));
        // nothing kept: a late answer is better than none
        return kept || keepAnswer(request, await coming);
    }
}

async function keepAnswer(request, response) {
    if (response.ok) {
        await keep(request, response.clone());
    }
    return response;
}

async function keep(request, response) {
    const cache = await caches.open(CACHE);
    await cache.put(request, response);
}

/** The same with another search part; words only in the language that is asked for. */
async function findAlike(request) {
    const url = new URL(request.url);
    if (url.pathname !== TRANSLATIONS) {
        return findKept(request, {ignoreSearch: true});
    }
    const lang = url.searchParams.get("lang");
    const cache = await caches.open(CACHE);
    for (const kept of await cache.keys(request, {ignoreSearch: true})) {
        if (new URL(kept.url).searchParams.get("lang") === lang) {
            const response = await cache.match(kept);
            // one without words only says that they have not changed
            if ((await response.clone().json()).modules) {
                return response;
            }
        }
    }
    return undefined;
}

/** A sheet: the server's word, and the kept copy only where there is none. */
async function whileItCounts(request) {
    let response = null;
    try {
        response = await inTime(fetch(request), NAVIGATE_MS);
    } catch (error) {
        const kept = await findKept(request);
        if (kept) {
            return kept;
        }
        throw error;
    }
    if (response.status === 200) {
        await keep(request, response.clone());
    } else if ([403, 404, 410].includes(response.status)) {
        const names = await caches.keys();
        await Promise.all(
            names.map(async (name) => (await caches.open(name)).delete(request))
        );
    } else if (response.status >= 500) {
        return (await findKept(request)) || response;
    }
    return response;
}

/** Sheets of cards that are gone make room after some days. */
async function dropOldDocuments(paths) {
    const cache = await caches.open(CACHE);
    const limit = Date.now() - DOCUMENT_DAYS * 24 * 3600 * 1000;
    for (const request of await cache.keys()) {
        const {pathname} = new URL(request.url);
        if (matches(DOCUMENTS, pathname) && !paths.includes(pathname)) {
            const kept = await cache.match(request);
            // Odoo and its web server may both say it, in a row
            const [date] = (kept.headers.get("Date") || "").split(" GMT");
            if (Date.parse(`${date} GMT`) < limit) {
                await cache.delete(request);
            }
        }
    }
}

/** In this version's cache, else in that of the version before. */
function findKept(request, options) {
    return caches.open(CACHE).then(async (cache) => {
        const own = await cache.match(request, options);
        return own || caches.match(request, options);
    });
}
