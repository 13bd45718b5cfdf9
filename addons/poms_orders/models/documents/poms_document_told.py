from odoo import api, models


class PomsDocument(models.Model):
    _name = "poms.document"
    _inherit = ["poms.document", "mail.activity.mixin"]


class PomsDocumentStop(models.Model):
    _inherit = "poms.document.stop"

    @api.model
    def _stop(self, revision, cards):
        """Leaders hear that work of theirs stands, and why."""
        stops = super()._stop(revision, cards)
        stops._tell_leaders(revision)
        return stops

    def _tell_leaders(self, revision):
        """One activity for each leader and deputy, however many cards stand."""
        running = self.card_id.filtered(lambda card: card.state == "running")
        teams = running.team_id | running.workcenter_id.poms_team_ids
        users = (teams.leader_id | teams.deputy_ids).user_id
        document = revision.document_id.sudo()
        told = document.activity_ids.user_id
        for user in users - told:
            led = teams.filtered(
                lambda team, user=user: (
                    user in (team.leader_id | team.deputy_ids).user_id
                )
            )
            own = running.filtered(
                lambda card, led=led: (
                    (card.team_id or card.workcenter_id.poms_team_ids) & led
                )
            )
            if not own:
                continue
            words = document.with_context(lang=user.lang).env
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=words._(
                    "%(sheet)s changed: cards stand until it is read",
                    sheet=revision.display_name,
                ),
                note=words._("Cards: %s", ", ".join(own.mapped("name"))),
            )
