"""UN/EDIFACT: syntax 1 to 4, ORDERS, ORDCHG and ORDRSP of D.96A to D.01B."""

from .reader import read
from .writer import write_contrl, write_order_response

__all__ = ["read", "write_contrl", "write_order_response"]
