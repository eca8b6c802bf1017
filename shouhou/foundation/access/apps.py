from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Access(AppConfig):
    name = "shouhou.foundation.access"
    label = "access"

    def ready(self) -> None:
        from shouhou.foundation.ui import menus

        from . import checks, rights  # noqa: F401

        menus.permitted_by(rights.can)
        autodiscover_modules("capabilities")
