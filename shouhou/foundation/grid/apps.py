from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Grids(AppConfig):
    name = "shouhou.foundation.grid"
    label = "grid"

    def ready(self) -> None:
        autodiscover_modules("grid")
