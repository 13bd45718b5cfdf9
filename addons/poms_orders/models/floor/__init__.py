from . import poms_device
from . import res_company
from . import task_card_lock
