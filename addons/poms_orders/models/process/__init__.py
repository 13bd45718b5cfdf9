from . import poms_routing_alternative
from . import poms_temporary_process
from . import poms_temporary_process_line
from . import poms_outside_order
from . import task_card_process
from . import mrp_workorder_process
