from . import poms_token
from . import poms_device
from . import poms_credential
from . import poms_identification
