from . import floor
from . import floor_offline
