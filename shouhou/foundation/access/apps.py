from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Access(AppConfig):
    name = "shouhou.foundation.access"
    label = "access"

    def ready(self) -> None:
        from . import checks  # noqa: F401

        autodiscover_modules("capabilities")
