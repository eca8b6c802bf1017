from typing import Any

from django.utils.translation import gettext_lazy as _

from shouhou.foundation.jobs.models import Job, State
from shouhou.foundation.ui import menus


def dead(user: Any) -> int:
    """How many jobs wait for a person."""
    return Job.objects.filter(state=State.DEAD).count()


menus.add("workbench", "jobs", _("后台任务"), "jobs", "timer", "jobs.read", badge=dead, parent="settings", order=950)
