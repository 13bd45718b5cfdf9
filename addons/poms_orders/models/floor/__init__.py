from . import poms_device
from . import poms_report
from . import res_company
from . import task_card_lock
from . import task_card_scan
from . import task_card_wall
