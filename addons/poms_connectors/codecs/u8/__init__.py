"""Yonyou U8 EAI: <ufinterface> sale orders and answers."""

from .reader import read
from .writer import write_reply

__all__ = ["read", "write_reply"]
