"""Values of settings as a change request keeps them: what JSON can hold.

Several records are kept as their ids, in order; all else as `write` takes it.
"""

from odoo import Command

X2MANY = ("one2many", "many2many")


def kept_value(record, name):
    """The value of a field now, as a request keeps it."""
    field = record._fields[name]
    if field.type in X2MANY:
        return sorted(record[name].ids)
    return field.convert_to_write(record[name], record)


def asked_value(record, name, value):
    """What is asked, as a request keeps it; `value` as for `write`, or ids."""
    field = record._fields[name]
    if field.type not in X2MANY or is_ids(value):
        return value
    return sorted(field.convert_to_cache(value, record))


def written_value(record, name, value):
    """What is kept, as `write` takes it."""
    is_many = record._fields[name].type in X2MANY
    return [Command.set(value)] if is_many else value


def is_ids(value):
    return isinstance(value, (list, tuple)) and all(
        type(i) is int and i > 0 for i in value
    )
