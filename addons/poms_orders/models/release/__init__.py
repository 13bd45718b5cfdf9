from . import poms_gate_finding
from . import task_card_gates
from . import task_card_release
