"""zh_CN is complete: a term of ours without a Chinese translation fails here."""

from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

ADDONS = Path(__file__).resolve().parents[2] / "addons"
OURS = ("poms_orders", "poms_scheduling", "poms_traceability", "poms_connectors")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def _terms(self, module):
        """The source texts of an addon that a person may see."""
        rows = TranslationModuleReader(self.env.cr, modules=[module])
        return {row[4] for row in rows if row[4].strip()}

    def test_every_term_has_a_chinese_translation(self):
        for module in OURS:
            with self.subTest(module=module):
                file = ADDONS / module / "i18n" / "zh_CN.po"
                self.assertTrue(file.exists(), f"{file} is missing: ./poms i18n")
                done = {
                    entry.msgid
                    for entry in polib.pofile(file)
                    if entry.msgstr and not entry.fuzzy and not entry.obsolete
                }
                missing = sorted(self._terms(module) - done)
                self.assertFalse(
                    missing, f"{len(missing)} terms have no Chinese: run ./poms i18n"
                )

    def test_translations_keep_their_placeholders(self):
        """A translation that loses %(name)s would break or hide a fact."""
        import re

        pattern = re.compile(r"%\((\w+)\)[sdif]|%[sdif]|\{(\w+)\}")
        for module in OURS:
            file = ADDONS / module / "i18n" / "zh_CN.po"
            for entry in polib.pofile(file):
                if entry.msgstr:
                    with self.subTest(module=module, term=entry.msgid):
                        wanted = sorted(
                            m.group() for m in pattern.finditer(entry.msgid)
                        )
                        got = sorted(m.group() for m in pattern.finditer(entry.msgstr))
                        self.assertEqual(wanted, got)
