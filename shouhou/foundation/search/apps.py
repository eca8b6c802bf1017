from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Search(AppConfig):
    name = "shouhou.foundation.search"
    label = "search"

    def ready(self) -> None:
        autodiscover_modules("searching")
