from django.apps import AppConfig


class Api(AppConfig):
    name = "shouhou.faces.api"
    label = "api"
