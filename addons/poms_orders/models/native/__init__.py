from . import mrp_production
from . import mrp_workorder
from . import mrp_workorder_acts
from . import mrp_production_split
from . import change_production_qty
from . import mrp_workcenter_productivity
from . import mrp_workorder_name
