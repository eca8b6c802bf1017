from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Files(AppConfig):
    name = "shouhou.foundation.files"
    label = "files"

    def ready(self) -> None:
        autodiscover_modules("file_policies")
