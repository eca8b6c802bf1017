from django.apps import AppConfig


class Kit(AppConfig):
    name = "shouhou.foundation.kit"
    label = "kit"
