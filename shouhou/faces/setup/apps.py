from django.apps import AppConfig


class Setup(AppConfig):
    name = "shouhou.faces.setup"
    label = "setup"
