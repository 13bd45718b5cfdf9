from . import test_access
from . import test_adapter
from . import test_apply_cost
from . import test_faults
from . import test_plan
from . import test_problem
from . import test_runner
