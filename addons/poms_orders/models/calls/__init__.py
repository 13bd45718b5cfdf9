from . import poms_call
from . import task_card_call
from . import leader_call
