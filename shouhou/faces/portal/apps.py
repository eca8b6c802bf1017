from django.apps import AppConfig


class Portal(AppConfig):
    name = "shouhou.faces.portal"
    label = "portal"
