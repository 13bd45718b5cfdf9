from . import poms_gate_finding
from . import poms_release_rule
from . import task_card_gates
from . import task_card_release
