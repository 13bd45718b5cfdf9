from . import answer, change, message
