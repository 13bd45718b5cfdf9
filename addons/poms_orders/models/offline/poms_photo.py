import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp")
MAX_PHOTO_BYTES = 12 * 1024 * 1024
PHOTO_KINDS = [("photo", "Photo"), ("signature", "Signature")]


class PomsPhoto(models.Model):
    """A picture that somebody took on the floor, of a report or a call.

    It comes after the act that it belongs to, with a uuid of its own, so that a slow
    network never holds up a report. It names the act by the act's uuid.
    """

    _name = "poms.photo"
    _description = "Photo"
    _order = "id desc"

    uuid = fields.Char(required=True, readonly=True, copy=False)
    owner_uuid = fields.Char(
        required=True, readonly=True, index=True, help="The uuid of the act it shows."
    )
    report_id = fields.Many2one(
        "poms.report", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    card_id = fields.Many2one(
        "poms.task.card", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    team_id = fields.Many2one("poms.team", readonly=True, ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")
    device_id = fields.Many2one("poms.device", readonly=True, ondelete="restrict")
    kind = fields.Selection(PHOTO_KINDS, default="photo", required=True, readonly=True)
    name = fields.Char(readonly=True)
    mimetype = fields.Char(readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    attachment_id = fields.Many2one("ir.attachment", readonly=True, ondelete="restrict")
    image = fields.Binary(related="attachment_id.datas", string="Picture")
    date_taken = fields.Datetime(string="Taken", readonly=True)
    date = fields.Datetime(string="Arrived", readonly=True, default=fields.Datetime.now)

    _uuid_unique = models.UniqueIndex("(uuid)", "This photo is kept already.")

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse: it is evidence; retention removes the file, not the row."""
        raise UserError(self.env._("A photo is never deleted."))

    @api.model
    def _say_limits(self):
        return self.env._(
            "A photo is a JPEG, PNG or WebP of at most %(size)s MB.",
            size=MAX_PHOTO_BYTES // 1024**2,
        )

    @api.model
    def _keep(self, vals, content):
        """Store a picture once; the same uuid again is the same photo.

        :param dict vals: uuid, owner_uuid and further fields
        :param bytes content: the file itself
        :return: (photo, code); code is ok, duplicate or uuid_conflict
        """
        # sudo: a device user writes no records; who told it was identified
        photos = self.sudo()
        digest = hashlib.sha256(content).hexdigest()
        first = photos.search([("uuid", "=", vals["uuid"])], limit=1)
        if first:
            return first, "duplicate" if first.sha256 == digest else "uuid_conflict"
        photo = photos.create({**vals, **self._get_owner(vals), "sha256": digest})
        photo.attachment_id = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": vals.get("name") or f"{vals['uuid']}.jpg",
                    "raw": content,
                    "mimetype": vals["mimetype"],
                    "res_model": self._name,
                    "res_id": photo.id,
                }
            )
        )
        return photo, "ok"

    @api.model
    def _get_owner(self, vals):
        """Values that link the photo to the act it belongs to."""
        report = self.env["poms.report"]._find_by_uuid(vals["owner_uuid"])
        return {
            "report_id": report.id,
            "card_id": report.card_id.id,
            "team_id": report.team_id.id,
            "company_id": report.company_id.id or self.env.company.id,
        }
