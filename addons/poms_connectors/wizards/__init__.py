from . import poms_edi_upload
