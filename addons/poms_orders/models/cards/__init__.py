from . import mrp_routing_workcenter
from . import task_card_rework
from . import mrp_workorder_cards
from . import poms_card_number
from . import poms_card_act
from . import task_card_split
from . import task_card_assign
from . import task_card_floor
