from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Imports(AppConfig):
    name = "shouhou.foundation.imports"
    label = "imports"

    def ready(self) -> None:
        autodiscover_modules("importing")
