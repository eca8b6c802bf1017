from django.apps import AppConfig


class Sealing(AppConfig):
    name = "shouhou.foundation.sealing"
    label = "sealing"
