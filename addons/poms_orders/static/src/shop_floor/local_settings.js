import {browser} from "@web/core/browser/browser";
import {cookie} from "@web/core/browser/cookie";

/** What this tablet remembers: its key, its machine, its look, who is here. */
const KEYS = {
    device: "poms_floor.device",
    station: "poms_floor.station",
    theme: "poms_floor.theme",
    lockMin: "poms_floor.lock_min",
    sound: "poms_floor.sound",
};
const PEOPLE = "poms_floor.people";
const PLACE = "poms_floor.place";

export function getSetting(name) {
    const text = browser.localStorage.getItem(KEYS[name]);
    return text ? JSON.parse(text) : null;
}

export function setSetting(name, value) {
    if (value === null) {
        browser.localStorage.removeItem(KEYS[name]);
    } else {
        browser.localStorage.setItem(KEYS[name], JSON.stringify(value));
    }
}

/** Dark where the person chose it, else where Odoo or the tablet is dark. */
export function isDarkPreferred() {
    const chosen = getSetting("theme");
    if (chosen) {
        return chosen === "dark";
    }
    return (
        cookie.get("color_scheme") === "dark" ||
        browser.matchMedia("(prefers-color-scheme: dark)").matches
    );
}

/** People outlive a reload of the page, never the closing of its tab. */
export function loadPeople() {
    const people = JSON.parse(browser.sessionStorage.getItem(PEOPLE) || "[]");
    return people.filter((person) => !isExpired(person));
}

export function savePeople(people) {
    browser.sessionStorage.setItem(PEOPLE, JSON.stringify(people));
}

/** Who acts on which card, as long as the people: a reload goes on with the same. */
export function loadPlace() {
    return JSON.parse(browser.sessionStorage.getItem(PLACE) || "{}");
}

export function savePlace(place) {
    browser.sessionStorage.setItem(PLACE, JSON.stringify(place));
}

export function isExpired(person, now = Date.now()) {
    return (
        Boolean(person.expires) &&
        Date.parse(`${person.expires.replace(" ", "T")}Z`) < now
    );
}
