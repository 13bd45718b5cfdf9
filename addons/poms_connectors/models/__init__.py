from . import (
    edi_backend,
    edi_endpoint,
    edi_exchange_record,
    poms_edi_handler,
    poms_edi_message,
    poms_edi_message_process,
    poms_edi_partner,
    poms_edi_partner_receive,
    poms_edi_partner_send,
    poms_hooks,
    poms_order,
)
from . import poms_demo
from . import ir_http
