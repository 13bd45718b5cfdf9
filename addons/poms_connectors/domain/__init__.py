from . import answer, message
