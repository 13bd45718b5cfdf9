from . import test_domain_epcis
from . import test_domain_inspection
from . import test_ledger
from . import test_inspection
from . import test_lot_record
from . import test_security
from . import test_revision
