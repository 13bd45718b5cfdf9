from . import poms_order_reject
