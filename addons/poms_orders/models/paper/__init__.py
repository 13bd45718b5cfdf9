from . import poms_paper_station
from . import mrp_workcenter
from . import task_card_sheet
from . import paper_store
from . import res_config_settings
from . import task_card_paper
from . import leader_slips
