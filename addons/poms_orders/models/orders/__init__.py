from . import poms_order
from . import poms_order_intake
from . import poms_order_match
from . import poms_order_confirm
from . import poms_order_answer
from . import poms_order_actions
from . import poms_order_line
