from . import poms_order_reject
from . import poms_conflict_settle
from . import poms_document_upload
from . import poms_tool_reset
from . import poms_card_split
from . import poms_card_merge
from . import poms_card_reassign
from . import poms_card_renumber
