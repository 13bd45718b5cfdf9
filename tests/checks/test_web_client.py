"""The web client boots, and every template of its bundle compiles."""

import json

from odoo.tests import HttpCase, tagged

# Broken in bare Odoo 19.0 too, without any addon of ours.
BROKEN_IN_ODOO = [
    "account.TaxAutoComplete",
    "hr_skills.X2ManyFieldDialog",
    "stock_account.StockValuationReport.InventoryValuationToggleLine",
]

COMPILE_ALL = """
const known = new Set(%(known)s);
const app = [...owl.App.apps][0];
const scripts = [...document.scripts].map((script) => script.src);
const sources = scripts.filter((source) => source.includes("/web/assets/"));
Promise.all(sources.map((s) => fetch(s).then((r) => r.text()))).then((texts) => {
    const names = new Set();
    const pattern = /registerTemplate\\("([^"]+)"/g;
    for (const text of texts) {
        for (const match of text.matchAll(pattern)) {
            names.add(match[1]);
        }
    }
    const broken = [];
    for (const name of names) {
        if (known.has(name)) {
            continue;
        }
        try {
            app.getTemplate(name);
        } catch (error) {
            broken.push(name + ": " + error.message);
        }
    }
    if (names.size < 500) {
        console.error("only " + names.size + " templates found");
    } else if (broken.length) {
        console.error("templates that do not compile: " + broken.join("; "));
    } else {
        console.log("test successful");
    }
});
"""


@tagged("post_install", "-at_install")
class TestWebClient(HttpCase):
    def test_web_client_boots_and_every_template_compiles(self):
        self.browser_js(
            "/odoo",
            COMPILE_ALL % {"known": json.dumps(BROKEN_IN_ODOO)},
            ready="!!document.querySelector('.o_web_client .o_main_navbar')",
            login="admin",
            success_signal="test successful",
            timeout=120,
        )
