from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Ui(AppConfig):
    name = "shouhou.foundation.ui"
    label = "ui"

    def ready(self) -> None:
        autodiscover_modules("menu", "panels")
