import {browser} from "@web/core/browser/browser";
import {strftimeToLuxonFormat} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {translatedTerms, translatedTermsGlobal} from "@web/core/l10n/translation";
import {jsToPyLocale, pyToJsLocale} from "@web/core/l10n/utils";
import {user} from "@web/core/user";
import {session} from "@web/session";
import {reactive} from "@odoo/owl";

const {Settings} = luxon;
/** The first one of a language is made by the server at that time. */
const FETCH_MS = 60000;

/**
 * The screen's words, dates and decimal points in the language of who acts.
 *
 * Odoo loads one language per page. Its dictionary is filled anew here; what is drawn
 * already keeps its words, so the screen has to be drawn anew after `state.lang` has
 * changed. Words of a language stay on the tablet for the time without a network.
 */
export class FloorLanguages {
    /**
     * @param {Object} options
     * @param {() => Promise<{get: Function, set: Function}>} options.getFacts the tablet's
     *   store, once it is open
     * @param {() => void} [options.onChange] called before `state.lang` changes
     */
    constructor({getFacts, onChange = () => undefined}) {
        this.getFacts = getFacts;
        this.onChange = onChange;
        this.own = jsToPyLocale(user.lang || document.documentElement.lang || "en_US");
        this.state = reactive({lang: this.own});
        this.known = new Map();
        this.wanted = this.own;
        // Another language was shown: what the web client has drawn since has its words.
        this.isTouched = false;
    }

    /**
     * Speak a language from now on; one that cannot be had leaves the words as they are.
     *
     * @param {string} [lang] as the server names it (zh_CN); empty: the log-in's own
     * @returns {Promise<string>} what is spoken now
     */
    async use(lang = this.own) {
        this.wanted = lang || this.own;
        const words = await this._find(this.wanted);
        // somebody else's turn came while the words were fetched
        if (words && this.wanted === words.lang && words.lang !== this.state.lang) {
            this._speak(words);
        }
        return this.state.lang;
    }

    /** Fetch and keep the words of people who may come while there is no network. */
    async keep(langs) {
        for (const lang of new Set(langs.filter(Boolean))) {
            await this._find(lang);
        }
    }

    async _find(lang) {
        if (!this.known.has(this.own)) {
            this.known.set(this.own, this._takeOwn());
        }
        if (!this.known.has(lang)) {
            this.known.set(lang, this._fetch(lang));
        }
        const words = await this.known.get(lang);
        if (!words) {
            // the next one may have the network
            this.known.delete(lang);
        }
        return words;
    }

    async _fetch(lang) {
        const facts = await this.getFacts();
        const key = `words:${lang}`;
        const kept = await facts.get(key);
        try {
            const told = await this._ask(lang, kept?.hash || "");
            // a proxy or a worker may answer with another language's words
            if (told.lang !== lang) {
                return kept ? this._read(kept) : null;
            }
            if (told.modules) {
                await facts.set(key, told);
                return this._read(told);
            }
        } catch (error) {
            console.info("The words come from this tablet:", error.message);
        }
        return kept ? this._read(kept) : null;
    }

    async _ask(lang, hash) {
        const controller = new AbortController();
        const timer = browser.setTimeout(() => controller.abort(), FETCH_MS);
        try {
            const url = session.translationURL || "/web/webclient/translations";
            const query = new URLSearchParams({hash, lang});
            const response = await browser.fetch(`${url}?${query}`, {
                cache: "no-store",
                signal: controller.signal,
            });
            return await response.json();
        } finally {
            browser.clearTimeout(timer);
        }
    }

    _takeOwn() {
        return {
            lang: this.own,
            terms: {...translatedTerms},
            all: {...translatedTermsGlobal},
            localization: {...localization},
            locale: Settings.defaultLocale,
        };
    }

    _read({lang, modules, lang_parameters: given}) {
        const terms = {};
        const all = {};
        for (const [addon, {messages}] of Object.entries(modules)) {
            terms[addon] = {};
            for (const {id, string} of messages) {
                terms[addon][id] = string;
                all[id] = string;
            }
        }
        const dateFormat = strftimeToLuxonFormat(given.date_format);
        const timeFormat = strftimeToLuxonFormat(given.time_format);
        return {
            lang,
            terms,
            all,
            locale: pyToJsLocale(lang),
            localization: {
                code: lang,
                dateFormat,
                timeFormat,
                dateTimeFormat: `${dateFormat} ${timeFormat}`,
                decimalPoint: given.decimal_point,
                direction: given.direction,
                grouping: JSON.parse(given.grouping),
                thousandsSep: given.thousands_sep,
                weekStart: given.week_start,
            },
        };
    }

    _speak(words) {
        replace(translatedTerms, words.terms);
        replace(translatedTermsGlobal, words.all);
        Object.assign(localization, words.localization);
        Settings.defaultLocale = words.locale;
        this.isTouched = true;
        this.onChange();
        this.state.lang = words.lang;
    }
}

/** Its own marks (symbols) stay: they say that words are loaded. */
function replace(target, source) {
    for (const key of Object.keys(target)) {
        delete target[key];
    }
    Object.assign(target, source);
}
