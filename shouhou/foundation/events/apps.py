from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Events(AppConfig):
    name = "shouhou.foundation.events"
    label = "events"

    def ready(self) -> None:
        autodiscover_modules("subscribers")
