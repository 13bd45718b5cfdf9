from . import ir_actions_report
from . import mrp_production_print
from . import poms_operation_parameter_print
from . import poms_task_card_print
