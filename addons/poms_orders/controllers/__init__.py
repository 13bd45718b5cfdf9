from . import floor
from . import floor_offline
from . import change
from . import floor_document
