from . import test_domain_masters
from . import test_masters
from . import test_card_capacity
from . import test_domain_split
from . import test_demo_login
from . import test_order_confirm
from . import test_order_intake
