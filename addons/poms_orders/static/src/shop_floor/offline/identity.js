import {_t} from "@web/core/l10n/translation";

const KEYS = "identity.keys";
const PEOPLE = "identity.people";
const LOCAL = "identity.local";
const WRONG = "identity.wrong";
const CURVE = {name: "ECDH", namedCurve: "P-256"};
const MAC = {name: "HMAC", hash: "SHA-256", length: 256};
// A PIN has few digits: trying them all on a stolen tablet shall take days.
const PIN_ROUNDS = 400000;
const MAX_WRONG = {pin: 5, badge: 20};
const WINDOW_MS = 15 * 60 * 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Who somebody is while the server cannot say: provisional, for 12 hours, for the
 * shift's people only.
 *
 * The server seals a ticket per person with a secret that only this tablet's private
 * key yields, and with the badge's text. The private key and the secret's key cannot be
 * read out of the browser. Nothing readable names a person.
 */
export class OfflineIdentity {
    /**
     * @param {{get: Function, set: Function, remove: Function}} facts
     * @param {SubtleCrypto} [subtle] absent on insecure origins: then nobody is known
     */
    constructor(facts, subtle = globalThis.crypto?.subtle) {
        this.facts = facts;
        this.subtle = subtle;
    }

    get isPossible() {
        return Boolean(this.subtle);
    }

    /** This tablet's key pair, made once; its public half as base64. */
    async getPublicKey() {
        let keys = await this.facts.get(KEYS);
        if (!keys) {
            keys = await this.subtle.generateKey(CURVE, false, ["deriveKey"]);
            await this.facts.set(KEYS, keys);
        }
        const raw = await this.subtle.exportKey("raw", keys.publicKey);
        return toBase64(new Uint8Array(raw));
    }

    /** Keep what the server has sealed for this tablet (`offline_people`). */
    async takePeople(answer) {
        const {privateKey} = await this.facts.get(KEYS);
        const point = fromBase64(answer.public_key);
        const peer = await this.subtle.importKey("raw", point, CURVE, false, []);
        const key = await this.subtle.deriveKey(
            {name: "ECDH", public: peer},
            privateKey,
            MAC,
            false,
            ["sign"]
        );
        const {salt, rounds, entries, expires} = answer;
        await this.facts.set(PEOPLE, {key, salt, rounds, entries, expires});
    }

    /** A person who identified here on the network is known without it, too. */
    async learn(params, answer, now = Date.now()) {
        const kind = params.pin ? "pin" : "badge";
        const text = params[kind];
        // with both, one of them alone must not do
        if (!text || !answer.ticket || (params.pin && params.badge)) {
            return;
        }
        const local = (await this._getLocal()) || (await this._makeLocal());
        const rounds = kind === "pin" ? PIN_ROUNDS : local.rounds;
        const {id, key} = await this._derive(local, rounds, kind, text);
        const iv = globalThis.crypto.getRandomValues(new Uint8Array(12));
        const content = {
            employee_id: answer.employee_id,
            name: answer.name,
            lang: answer.lang,
            token: answer.ticket,
            expires: answer.ticket_expires,
        };
        const data = await this.subtle.encrypt(
            {name: "AES-GCM", iv},
            key,
            encoder.encode(JSON.stringify(content))
        );
        const entry = {iv: toBase64(iv), data: toBase64(new Uint8Array(data)), at: now};
        local.entries = {...local.entries, [id]: entry};
        await this.facts.set(LOCAL, local);
    }

    /**
     * @param {Object} params {badge} or {pin}
     * @returns {Promise<Object>} as the server's `identify`, with isProvisional
     */
    async identify(params, now = Date.now()) {
        const kind = params.pin ? "pin" : "badge";
        const text = params[kind];
        if (!this.isPossible || !text || (params.pin && params.badge)) {
            return refuse(
                "identify_offline",
                _t("Without the network only a badge is known here.")
            );
        }
        const wrong = await this._getWrong(now);
        if (wrong.filter((one) => one.kind === kind).length >= MAX_WRONG[kind]) {
            return refuse(
                "identify_wait",
                _t("Too many wrong tries. Wait some minutes, or use your badge.")
            );
        }
        const content = await this._open(kind, text, now);
        if (!content) {
            await this.facts.set(WRONG, [...wrong, {kind, at: now}]);
            return refuse(
                "person_unknown",
                _t(
                    "Not known on this tablet. Without the network only people of this shift are."
                )
            );
        }
        return {
            status: "accepted",
            code: "ok",
            isProvisional: true,
            is_leader: false,
            ...content,
        };
    }

    /** The tablet was withdrawn: it knows nobody any more. */
    async forget() {
        for (const key of [KEYS, PEOPLE, LOCAL]) {
            await this.facts.remove(key);
        }
    }

    async _open(kind, text, now) {
        const stores = [await this._getLocal()];
        if (kind === "badge") {
            stores.push(await this.facts.get(PEOPLE));
        }
        for (const store of stores.filter(Boolean)) {
            const rounds = kind === "pin" ? PIN_ROUNDS : store.rounds;
            const {id, key} = await this._derive(store, rounds, kind, text);
            const content = await this._unseal(store.entries[id], key);
            if (content && Date.parse(`${content.expires.replace(" ", "T")}Z`) > now) {
                return content;
            }
        }
        return null;
    }

    async _unseal(entry, key) {
        if (!entry) {
            return null;
        }
        const data = await this.subtle.decrypt(
            {name: "AES-GCM", iv: fromBase64(entry.iv)},
            key,
            fromBase64(entry.data)
        );
        return JSON.parse(decoder.decode(data));
    }

    /** The name of a person's entry and the key that opens it. */
    async _derive({key, salt}, rounds, kind, text) {
        const mac = await this.subtle.sign(
            "HMAC",
            key,
            encoder.encode(`${kind}\0${text}`)
        );
        const material = await this.subtle.importKey("raw", mac, "PBKDF2", false, [
            "deriveBits",
        ]);
        const bits = await this.subtle.deriveBits(
            {
                name: "PBKDF2",
                hash: "SHA-256",
                salt: fromBase64(salt),
                iterations: rounds,
            },
            material,
            384
        );
        const bytes = new Uint8Array(bits);
        const id = [...bytes.slice(0, 16)]
            .map((byte) => byte.toString(16).padStart(2, "0"))
            .join("");
        const sealing = await this.subtle.importKey(
            "raw",
            bytes.slice(16),
            "AES-GCM",
            false,
            ["encrypt", "decrypt"]
        );
        return {id, key: sealing};
    }

    _getLocal() {
        return this.facts.get(LOCAL);
    }

    async _makeLocal() {
        const key = await this.subtle.generateKey(MAC, false, ["sign"]);
        const salt = globalThis.crypto.getRandomValues(new Uint8Array(16));
        return {key, salt: toBase64(salt), rounds: 20000, entries: {}};
    }

    async _getWrong(now) {
        const wrong = (await this.facts.get(WRONG)) || [];
        return wrong.filter((one) => now - one.at < WINDOW_MS);
    }
}

function refuse(code, message) {
    return {status: "refused", code, message};
}

function toBase64(bytes) {
    return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text) {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
