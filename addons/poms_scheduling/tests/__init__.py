from . import test_adapter
from . import test_plan
from . import test_runner
