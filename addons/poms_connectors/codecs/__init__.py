"""Messages of other systems, as bytes, to POMS's neutral document and back.

Pure Python: imports neither odoo nor anything of the addon, reads no clock and no
database. The package is loaded as ``odoo.addons.poms_connectors.codecs`` by the addon
and as ``poms_codecs`` by the command line and the tests, because a top-level package
called ``codecs`` would be Python's own.

``read`` is the only door in; ``write`` the only one out. The documents are described
by the JSON Schemas in ``schema/``, one per type.
"""

from .detect import detect_family
from .errors import Issue, Position, Reading
from .reader import FAMILIES, read
from .writer import write

__all__ = [
    "FAMILIES",
    "Issue",
    "Position",
    "Reading",
    "detect_family",
    "read",
    "write",
]
