"""Files of customers in, neutral order documents out: no Odoo, no database, no clock.

`read_tables` turns the bytes of a file into tables and lines of text, `read_orders`
turns these into documents of family "csv", with the rows that it could not read.
"""

from .builder import FileOrder, Options, RowError
from .errors import ReadError
from .orders import Found, read_orders
from .tables import Content, Table
from .reader import detect_kind, read_html, read_tables, read_text
from .values import normalise
