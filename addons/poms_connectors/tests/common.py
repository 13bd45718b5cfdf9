import os
from pathlib import Path

from odoo.tests import new_test_user

from odoo.addons.poms_orders.tests.common import PomsCommon

DATA = Path(__file__).parent / "data"
SAMPLES = Path(
    os.environ.get("POMS_EDI_SAMPLES")
    or Path(__file__).resolve().parents[4] / "shared" / "edi"
)
FILES = {"edifact": "orders_d96a.edi", "idoc": "orders05.idoc", "u8": "saleorder.eai"}
CODES = {
    "edifact": {"own_code": "4000001000100", "their_code": "4000001000001"},
    "idoc": {"own_code": "POMS", "their_code": "DEMCLNT300"},
    "u8": {"own_code": "u8", "their_code": "015"},
}


class EdiCommon(PomsCommon):
    """Three partners, one a family, whose items GP-100 and SP-20 are mapped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, queue_job__no_delay=True))
        cls.partners = {family: cls._create_edi_partner(family) for family in FILES}

    @classmethod
    def _create_edi_partner(cls, family, **vals):
        customer = cls.env["res.partner"].create({"name": f"Customer {family}"})
        for code, product in (("GP-100", cls.shaft), ("SP-20", cls.screw)):
            cls.env["poms.item.mapping"].create(
                {
                    "partner_id": customer.id,
                    "kind": "supplier",
                    "code": code,
                    "product_id": product.id,
                }
            )
        for code in ("01", "BOX"):
            cls.env["poms.unit.mapping"].create(
                {
                    "partner_id": customer.id,
                    "code": code,
                    "uom_id": cls.shaft.uom_id.id,
                }
            )
        bot = new_test_user(
            cls.env,
            f"bot_{family}_{customer.id}",
            groups="poms_orders.group_connector",
        )
        return cls.env["poms.edi.partner"].create(
            {
                "name": f"EDI {family}",
                "partner_id": customer.id,
                "family": family,
                "user_id": bot.id,
                **CODES[family],
                **vals,
            }
        )

    @classmethod
    def _bytes(cls, family, *changes):
        """The family's sample, with (old, new) replaced."""
        text = (DATA / FILES[family]).read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        return text.encode()

    def _receive(self, family, *changes, content=None):
        content = content or self._bytes(family, *changes)
        return self.partners[family]._receive(content, FILES[family], "http")

    def _message(self, answer, index=0):
        return self.env["poms.edi.message"].browse(answer["messages"][index]["id"])
