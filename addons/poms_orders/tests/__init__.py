from . import test_domain_masters
from . import test_masters
