from . import floor
from . import traveller
