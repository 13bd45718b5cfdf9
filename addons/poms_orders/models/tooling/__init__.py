from . import poms_tool_group
from . import poms_tool
from . import poms_tool_event
from . import poms_tool_requirement
from . import mrp_routing_workcenter
from . import task_card_tools
