import hashlib
import json
import uuid as uuid_lib
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...domain.report_rules import PARTS, QUANTITIES, number

# Everything an act may carry. An unknown name is a client's mistake and is said,
# else a misspelt "scarp" would be lost silently.
COMMON = {"workcenter", "date_start", "date_end", "people", "note", "date_client"}
COMMON |= {"is_paper", "identified", "queued"}
# How an act came, not what it says: may differ between two sends of the same one.
TRANSPORT = {"date_client", "identified", "queued", "payload"}
REPORTED = COMMON | set(QUANTITIES)
REPORTED |= {"reason", "parameters", "components", "byproducts", "lot", "serials"}
REPORTED |= {"setup_min", "run_min", "is_setup", *PARTS}
# Longer than this nobody works on one report: a slipped digit.
MOST_MINUTES = 31 * 24 * 60
ALLOWED = {
    "start": COMMON,
    "pause": COMMON | {"reason", "setup_min", "run_min", "is_setup"},
    "resume": COMMON,
    "report": REPORTED,
    "finish": REPORTED | {"backorder"},
    "correction": COMMON
    | set(QUANTITIES)
    | {"report", "reason", "lot", "serials", "components"},
}


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    @api.model
    def _parse_act(self, kind, uuid, values):
        """Check the shape of an act and return it as a dict of plain values.

        :return: dict with kind, uuid and the given values: quantities as `Decimal`,
            minutes as `Decimal` or None, times as naive UTC datetimes or False
        :raise ValidationError: malformed input; nothing is kept of it
        """
        unknown = sorted(set(values) - ALLOWED[kind])
        if unknown:
            raise ValidationError(
                self.env._(
                    "%(kind)s has no argument %(names)s.",
                    kind=kind,
                    names=", ".join(unknown),
                )
            )
        act = {name: value for name, value in values.items() if value is not None}
        act |= {"kind": kind, "uuid": self._parse_uuid(uuid)}
        act["queued"] = act.get("queued") is True
        for name in (*QUANTITIES, *PARTS):
            if name in act:
                act[name] = self._parse_decimal(name, act[name])
        for name in ("setup_min", "run_min"):
            if name in act:
                act[name] = self._parse_decimal(name, act[name])
                self._check_minutes(act[name])
        for name in ("date_start", "date_end", "date_client"):
            act[name] = self._parse_datetime(name, act.get(name))
        start, end = act["date_start"], act["date_end"]
        if start and end and start > end:
            raise ValidationError(self.env._("The end lies before the start."))
        self._parse_lists(act)
        return act

    @api.model
    def _check_minutes(self, minutes):
        if minutes < 0:
            raise ValidationError(self.env._("Minutes cannot be negative."))
        if minutes > MOST_MINUTES:
            raise ValidationError(
                self.env._(
                    "%(minutes)s minutes are more than a month. Tell them in parts.",
                    minutes=number(minutes),
                )
            )

    @api.model
    def _parse_lists(self, act):
        """Check lists and selections of an act in place."""
        for name in ("components", "byproducts"):
            rows = act.setdefault(name, [])
            if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
                raise ValidationError(
                    self.env._("%(name)s is a list of objects.", name=name)
                )
            act[name] = [
                {**row, "quantity": self._parse_decimal(name, row.get("quantity", 0))}
                for row in rows
            ]
        for name in ("people", "serials"):
            if not isinstance(act.setdefault(name, []), list):
                raise ValidationError(self.env._("%(name)s is a list.", name=name))
        serials = [str(serial or "").strip() for serial in act["serials"]]
        act["serials"] = [serial for serial in serials if serial]
        if act.setdefault("identified", "online") not in ("online", "offline", "api"):
            raise ValidationError(self.env._("identified is online, offline or api."))
        act["parameters"] = self._parse_parameters(act.get("parameters") or {})

    @api.model
    def _parse_parameters(self, given):
        """Return {id or name: value}; a list of {"id" or "name", "value"} is taken."""
        if isinstance(given, list) and all(isinstance(row, dict) for row in given):
            given = {
                str(row.get("id") or row.get("name")): row.get("value") for row in given
            }
        if not isinstance(given, dict):
            raise ValidationError(self.env._("parameters is an object: name, value."))
        return {str(key): value for key, value in given.items()}

    @api.model
    def _parse_uuid(self, value):
        try:
            return str(uuid_lib.UUID(value)) if isinstance(value, str) else self._fail()
        except ValueError as exc:
            raise ValidationError(
                self.env._("uuid must be a UUID made by the client.")
            ) from exc

    @staticmethod
    def _fail():
        raise ValueError

    @api.model
    def _parse_decimal(self, name, value):
        """Return a `Decimal`; a float is taken as it is printed."""
        try:
            if isinstance(value, bool):
                raise InvalidOperation
            parsed = Decimal(str(value).strip() or "0")
            if not parsed.is_finite() or abs(parsed) >= 10**9:
                raise InvalidOperation
        except InvalidOperation as exc:
            raise ValidationError(
                self.env._(
                    '%(name)s: "%(value)s" is not a number.',
                    name=name,
                    value=str(value)[:100],
                )
            ) from exc
        return parsed

    @api.model
    def _parse_datetime(self, name, value):
        """Return naive UTC; a value with a zone is converted."""
        if not value:
            return False
        try:
            if isinstance(value, str):
                # Python 3.10 does not know the "Z"
                value = datetime.fromisoformat(value.replace("Z", "+00:00"))
            parsed = value.replace(microsecond=0)
            if parsed.tzinfo:
                parsed = parsed.astimezone(timezone.utc).replace(tzinfo=None)
        except (AttributeError, OverflowError, TypeError, ValueError) as exc:
            raise ValidationError(
                self.env._(
                    '%(name)s: "%(value)s" is not a time like 2026-01-31 14:05:00.',
                    name=name,
                    value=str(value)[:100],
                )
            ) from exc
        return parsed

    @api.model
    def _hash_act(self, act, card_key, employee):
        """Hash what the client said; the same uuid must always say the same."""

        def plain(value):
            if isinstance(value, Decimal):
                return number(value)
            if isinstance(value, datetime):
                return fields.Datetime.to_string(value)
            return str(value)

        said = {name: value for name, value in act.items() if name not in TRANSPORT}
        payload = {**said, "card": card_key, "employee": employee.id}
        text = json.dumps(payload, sort_keys=True, default=plain)
        return hashlib.sha256(text.encode()).hexdigest()
