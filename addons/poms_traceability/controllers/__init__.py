from . import lot_record
