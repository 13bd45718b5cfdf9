import inspect
from functools import wraps

from odoo.exceptions import ValidationError

from ...domain.plain_input import clean_input


def floor_input(method):
    """Make what a client sends to a public method fit for the database first.

    A text that PostgreSQL refuses would end as an error of ours, which tablets send
    again for ever.
    """

    signature = inspect.signature(method)

    @wraps(method)
    def cleaned(self, *args, **kwargs):
        try:
            args = [clean_input(value) for value in args]
            kwargs = clean_input(kwargs)
        except ValueError as exc:
            raise ValidationError(
                self.env._("Lists and objects are nested too deep.")
            ) from exc
        try:
            signature.bind(self, *args, **kwargs)
        except TypeError as exc:
            raise ValidationError(self.env._("Wrong arguments: %s.", exc)) from exc
        return method(self, *args, **kwargs)

    return cleaned
