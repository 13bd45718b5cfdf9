from . import poms_order_reject
from . import poms_conflict_settle
