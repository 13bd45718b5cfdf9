from . import poms_report
from . import task_card_correction_components
from . import task_card_correction_plan
from . import task_card_correction_preview
from . import task_card_my_reports
