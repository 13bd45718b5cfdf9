"""SAP IDocs, as XML and as port files: ORDERS01 to ORDERS05, ALEAUD."""

from .reader import read_flat, read_xml
from .writer import write_aleaud, write_order_response

__all__ = ["read_flat", "read_xml", "write_aleaud", "write_order_response"]
