from django.apps import AppConfig


class Centre(AppConfig):
    name = "shouhou.faces.centre"
    label = "centre"
