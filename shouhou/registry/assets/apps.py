from django.apps import AppConfig


class Assets(AppConfig):
    name = "shouhou.registry.assets"
    label = "assets"
