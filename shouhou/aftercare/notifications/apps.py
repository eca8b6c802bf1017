from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Notifications(AppConfig):
    name = "shouhou.aftercare.notifications"
    label = "notifications"

    def ready(self) -> None:
        autodiscover_modules("transport")
