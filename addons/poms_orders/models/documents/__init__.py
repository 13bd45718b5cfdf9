from . import poms_document
from . import poms_document_revision
from . import task_card_documents
from . import mrp_routing_workcenter
from . import poms_document_file
