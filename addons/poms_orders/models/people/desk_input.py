import inspect
from functools import wraps

from odoo import fields
from odoo.exceptions import ValidationError

from ...domain.plain_input import to_id
from ..reporting.floor_input import floor_input

IDS = {"team_ids", "employee_ids", "card_ids", "created"}
ID = {
    "card_id",
    "rush_card_id",
    "employee_id",
    "workcenter_id",
    "team_id",
    "to_team_id",
    "reason_id",
    "conflict_id",
    "report_id",
    "handover_id",
    "call_id",
}
TEXT = {"kind", "absence", "note", "notes", "answer", "window"}
OBJECT = {"values", "slip"}
FLAG = {"is_approved", "is_final", "confirm"}


def desk_input(method):
    """Check what a client sends to a method of the leader's desk, by its names.

    :raise ValidationError: names the argument that is of the wrong kind
    """
    signature = inspect.signature(method)
    plain = floor_input(method)

    @wraps(method)
    def checked(self, *args, **kwargs):
        try:
            told = signature.bind(self, *args, **kwargs).arguments
        except TypeError:
            return plain(self, *args, **kwargs)
        for name, value in told.items():
            must = name in IDS | ROWS.keys() | {"slip"} and name != "team_ids"
            if (must or value is not None) and not _is_of_kind(name, value):
                raise ValidationError(
                    self.env._(
                        "The argument %(name)s cannot be %(value)s.",
                        name=name,
                        value=repr(value)[:80],
                    )
                )
        return plain(self, *args, **kwargs)

    return checked


def _is_of_kind(name, value):
    if name in IDS:
        return _is_ids(value)
    if name in ID:
        # False: nobody, nothing
        return value is False or _is_id(value)
    if name in ROWS:
        return isinstance(value, list | tuple) and all(map(ROWS[name], value))
    if name == "until":
        return not value or _is_date(value)
    if name in TEXT:
        return isinstance(value, str) or value is False
    if name in OBJECT:
        return isinstance(value, dict)
    return name not in FLAG or isinstance(value, bool)


def _is_date(value):
    try:
        return bool(fields.Datetime.to_datetime(value))
    except (TypeError, ValueError):
        return False


def _is_place(row):
    """[card, person or False, machine or False]"""
    is_row = isinstance(row, list | tuple) and len(row) == 3
    return is_row and _is_id(row[0]) and all(not one or _is_id(one) for one in row[1:])


def _is_end(row):
    """[mark, its end or False]"""
    is_row = isinstance(row, list | tuple) and len(row) == 2
    return is_row and _is_id(row[0]) and (not row[1] or _is_date(row[1]))


def _is_ids(value):
    return isinstance(value, list | tuple) and all(_is_id(one) for one in value)


def _is_id(value):
    return not isinstance(value, str) and bool(to_id(value))


ROWS = {"rows": _is_place, "ended": _is_end}
