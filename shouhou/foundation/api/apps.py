from django.apps import AppConfig


class Api(AppConfig):
    name = "shouhou.foundation.api"
    label = "machine_api"
